import { AppShell, type ShellViewer } from '@/shared/shell';
import { reviewTexts } from '@/shared/texts';
import { primaryLink } from '@/shared/ui';
import { BreakGlassOffer } from './BreakGlassOffer';

const words = reviewTexts.breakGlass;

/**
 * What a reviewer with a scope sees where there is no file for them: the same for one that never existed and for one that is beside
 * their scope.
 */
export function MissingFilePage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AppShell viewer={viewer} current="/review" title={words.title} lead={words.lead}>
      <div className="grid max-w-2xl gap-6">
        <p>
          <a href="/review" className={primaryLink}>
            {words.back}
          </a>
        </p>
        <BreakGlassOffer />
      </div>
    </AppShell>
  );
}
