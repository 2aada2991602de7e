import { AppShell, type ShellViewer } from '@/shared/shell';
import { reviewTexts } from '@/shared/texts';
import { QueueWorkspace, type QueueWorkspaceProps } from './QueueWorkspace';

/** The queue of everybody's files. */
export function ReviewQueuePage({ viewer, ...rest }: { viewer: ShellViewer } & QueueWorkspaceProps) {
  return (
    <AppShell
      viewer={viewer}
      current="/review"
      title={reviewTexts.queue.title}
      lead={reviewTexts.queue.lead}
      width="wide"
    >
      <QueueWorkspace {...rest} />
    </AppShell>
  );
}
