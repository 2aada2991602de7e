import type { OwnRequest } from '@/entities/document-request';
import type { FilePage } from '@/entities/file';
import type { UploadChoice } from '@/entities/profile';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { fileTexts } from '@/shared/texts';
import { FilesWorkspace } from './FilesWorkspace';

type MyFilesPageProps = {
  viewer: ShellViewer;
  /** What the page's address asks for. */
  firstPage: FilePage;
  /** What they are asked for. */
  requests: readonly OwnRequest[];
  /** Origins the browser may send bytes to. */
  storeOrigins: string[];
  /** The store checks the checksums of what it is sent. */
  checksums: boolean;
  /** What files can be for, the default first. */
  choices: UploadChoice[];
  /** Days that the trash keeps a file. */
  trashDays: number;
};

export function MyFilesPage({ viewer, ...workspace }: MyFilesPageProps) {
  return (
    <AppShell viewer={viewer} current="/" title={fileTexts.title} lead={fileTexts.lead}>
      <FilesWorkspace {...workspace} />
    </AppShell>
  );
}
