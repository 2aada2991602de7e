'use client';

import { useEffect, useRef, useState } from 'react';
import { useUploader, ValetKeyProvider } from 'valetkey/react';
import type { FilePage, FileSummary } from '@/entities/file';
import { Notice, textLink } from '@/shared/ui';
import { useFileList } from '../model/useFileList';
import { DeleteDialog } from './DeleteDialog';
import { DropZone } from './DropZone';
import { FileList } from './FileList';
import { UnfinishedUploads } from './UnfinishedUploads';
import { UploadQueue } from './UploadQueue';

type FilesWorkspaceProps = { firstPage: FilePage; storeOrigins: string[]; maxFileSizeBytes: number };

/** Many files may finish in one moment; the list is asked once for all of them. In milliseconds. */
const refreshDelayMs = 300;

function Workspace({ firstPage, maxFileSizeBytes }: Omit<FilesWorkspaceProps, 'storeOrigins'>) {
  const uploader = useUploader();
  const { state, search, refresh, showMore, removed } = useFileList(firstPage);
  const [deleting, setDeleting] = useState<FileSummary | null>(null);
  const [hasDropProblem, setHasDropProblem] = useState(false);
  const latestRefresh = useRef(refresh);

  useEffect(() => {
    latestRefresh.current = refresh;
  }, [refresh]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = uploader.listen((event) => {
      if (event.type !== 'done' && event.type !== 'idle') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void latestRefresh.current();
      }, refreshDelayMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [uploader]);

  return (
    <>
      {state.isSignedOut && (
        <Notice
          look="bad"
          action={
            <a href="/sign-in" className={textLink}>
              Sign in
            </a>
          }
        >
          You were signed out. Sign in again to go on; unfinished uploads continue from where they were.
        </Notice>
      )}
      <DropZone maxFileSizeBytes={maxFileSizeBytes} onError={() => setHasDropProblem(true)} />
      {hasDropProblem && (
        <Notice look="bad">The folder cannot be read. Check that you may open it, and drop it again.</Notice>
      )}
      <UploadQueue />
      <UnfinishedUploads />
      <FileList
        state={state}
        onSearch={search}
        onShowMore={showMore}
        onRefresh={() => search(state.search)}
        onDelete={setDeleting}
      />
      {deleting !== null && (
        <DeleteDialog
          file={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={(file) => {
            removed(file.id);
            setDeleting(null);
          }}
        />
      )}
    </>
  );
}

/** The files page's living part. The uploader lives as long as the page; leaving it asks while something is on its way. */
export function FilesWorkspace({ storeOrigins, ...rest }: FilesWorkspaceProps) {
  return (
    <ValetKeyProvider options={{ storeOrigins }}>
      <Workspace {...rest} />
    </ValetKeyProvider>
  );
}
