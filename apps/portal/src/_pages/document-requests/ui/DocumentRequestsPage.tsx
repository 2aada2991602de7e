import Link from 'next/link';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { requestTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { RequestBoard } from './RequestBoard';

/** What the team asked people for. */
export function DocumentRequestsPage({ viewer }: { viewer: ShellViewer }) {
  return (
    <AppShell viewer={viewer} current="/review" title={null}>
      <p>
        <Link href="/review" prefetch={false} className={textLink}>
          {requestTexts.backToReview}
        </Link>
      </p>
      <RequestBoard />
    </AppShell>
  );
}
