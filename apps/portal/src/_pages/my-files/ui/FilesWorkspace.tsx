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

/** Many files finish in one moment, and hundreds one after the other; the list is asked now and then for all. In milliseconds. */
const refreshDelayMs = 300;
const refreshPauseMs = 5_000;

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
    let refreshedAt = Number.NEGATIVE_INFINITY;
    const plan = (delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        refreshedAt = performance.now();
        void latestRefresh.current();
      }, delay);
    };
    const stop = uploader.listen((event) => {
      if (event.type === 'idle') plan(refreshDelayMs);
      else if (event.type === 'done' && timer === undefined)
        plan(Math.max(refreshDelayMs, refreshedAt + refreshPauseMs - performance.now()));
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
