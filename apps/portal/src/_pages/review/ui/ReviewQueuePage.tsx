import Link from 'next/link';
import { hasPermission } from '@/shared/auth';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { requestTexts, reviewTexts, templateTexts } from '@/shared/texts';
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
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {hasPermission(rest.role, 'review.templates') && (
            <Link href="/review/templates" prefetch={false} className={textLink}>
              {templateTexts.title}
            </Link>
          )}
          <Link href="/review/requests" prefetch={false} className={textLink}>
            {requestTexts.title}
          </Link>
        </div>
      }
      width="wide"
    >
      <QueueWorkspace {...rest} />
    </AppShell>
  );
}
