import type { FilePage } from '@/entities/file';
import { AppHeader } from './AppHeader';
import { FilesWorkspace } from './FilesWorkspace';

type MyFilesPageProps = {
  viewer: { name: string; email: string };
  firstPage: FilePage;
  /** Origins the browser may send bytes to. */
  storeOrigins: string[];
  maxFileSizeBytes: number;
};

export function MyFilesPage({ viewer, firstPage, storeOrigins, maxFileSizeBytes }: MyFilesPageProps) {
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        Skip to my files
      </a>
      <AppHeader viewer={viewer} />
      <main
        id="content"
        className="mx-auto grid w-full max-w-4xl grid-cols-[minmax(0,1fr)] gap-6 px-4 py-6 sm:px-6 sm:py-8"
      >
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">My files</h1>
          <p className="mt-1 text-muted">Only you and the team that reviews your files can open them.</p>
        </div>
        <FilesWorkspace
          firstPage={firstPage}
          storeOrigins={storeOrigins}
          maxFileSizeBytes={maxFileSizeBytes}
        />
      </main>
    </>
  );
}
