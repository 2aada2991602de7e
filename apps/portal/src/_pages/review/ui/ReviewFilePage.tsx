import { FileName } from '@/entities/file';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { FileWorkspace, type FileWorkspaceProps } from './FileWorkspace';

const headingId = 'file';

/** One file of the queue. */
export function ReviewFilePage({
  viewer,
  ...rest
}: { viewer: ShellViewer } & Omit<FileWorkspaceProps, 'headingId' | 'role' | 'viewerEmail'>) {
  const { id, name } = rest.detail;
  return (
    <AppShell
      viewer={viewer}
      current="/review"
      title={
        <span id={headingId} tabIndex={-1} className="[overflow-wrap:anywhere] outline-offset-4">
          <FileName name={name} />
        </span>
      }
      width="wide"
    >
      {/* Another file is another page: nothing of the one before may stay in a field. */}
      <FileWorkspace key={id} headingId={headingId} role={viewer.role} viewerEmail={viewer.email} {...rest} />
    </AppShell>
  );
}
