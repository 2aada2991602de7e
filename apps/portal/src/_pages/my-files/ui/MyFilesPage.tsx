import type { FilePage } from '@/entities/file';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { FilesWorkspace } from './FilesWorkspace';

type MyFilesPageProps = {
  viewer: ShellViewer;
  firstPage: FilePage;
  /** Origins the browser may send bytes to. */
  storeOrigins: string[];
  maxFileSizeBytes: number;
};

export function MyFilesPage({ viewer, firstPage, storeOrigins, maxFileSizeBytes }: MyFilesPageProps) {
  return (
    <AppShell
      viewer={viewer}
      current="/"
      title="My files"
      lead="Only you and the team that reviews your files can open them."
    >
      <FilesWorkspace firstPage={firstPage} storeOrigins={storeOrigins} maxFileSizeBytes={maxFileSizeBytes} />
    </AppShell>
  );
}
