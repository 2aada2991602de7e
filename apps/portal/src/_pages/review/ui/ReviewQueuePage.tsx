import Link from 'next/link';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { requestTexts, reviewTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { QueueWorkspace, type QueueWorkspaceProps } from './QueueWorkspace';

/** The queue of everybody's files. */
export function ReviewQueuePage({ viewer, ...rest }: { viewer: ShellViewer } & QueueWorkspaceProps) {
  return (
    <AppShell
      viewer={viewer}
      current="/review"
      title={reviewTexts.queue.title}
      lead={reviewTexts.queue.lead}
      actions={
        <Link href="/review/requests" prefetch={false} className={textLink}>
          {requestTexts.title}
        </Link>
      }
      width="wide"
    >
      <QueueWorkspace {...rest} />
    </AppShell>
  );
}
