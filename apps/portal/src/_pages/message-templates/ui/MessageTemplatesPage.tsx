import Link from 'next/link';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { templateTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { TemplateBoard } from './TemplateBoard';

/** What the team begins its messages to owners with. */
export function MessageTemplatesPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AppShell viewer={viewer} current="/review" title={null}>
      <p>
        <Link href="/review" prefetch={false} className={textLink}>
          {templateTexts.backToReview}
        </Link>
      </p>
      <TemplateBoard />
    </AppShell>
  );
}
