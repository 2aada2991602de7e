'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
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
  const { state, search, refresh, showMore, removed, changed, noteSignOut } = useFileList(firstPage);
  const [deleting, setDeleting] = useState<FileSummary | null>(null);
  const [news, setNews] = useState('');
  const wasDeleted = useRef(false);
  const heading = useRef<HTMLHeadingElement>(null);
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
      if (event.type === 'failed') noteSignOut(event.upload.error);
      if (event.type === 'idle') plan(refreshDelayMs);
      else if (event.type === 'done' && timer === undefined)
        plan(Math.max(refreshDelayMs, refreshedAt + refreshPauseMs - performance.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [uploader, noteSignOut]);

  const renamed = useCallback(
    (file: FileSummary) => {
      changed(file);
      setNews(`Renamed to ${file.name}.`);
    },
    [changed],
  );

  useEffect(() => {
    // The button that was pressed is gone with its row. Only now, because nothing outside an open dialog takes the focus.
    if (deleting !== null || !wasDeleted.current) return;
    wasDeleted.current = false;
    heading.current?.focus();
  }, [deleting]);

  function deleted(file: FileSummary) {
    removed(file.id);
    setDeleting(null);
    setNews(`Deleted ${file.name}.`);
    wasDeleted.current = true;
  }

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
      <p aria-live="polite" className="sr-only">
        {news}
      </p>
      <DropZone maxFileSizeBytes={maxFileSizeBytes} onError={() => setHasDropProblem(true)} />
      {hasDropProblem && (
        <Notice look="bad">The folder cannot be read. Check that you may open it, and drop it again.</Notice>
      )}
      <UploadQueue />
      <UnfinishedUploads />
      <FileList
        state={state}
        headingRef={heading}
        onSearch={search}
        onShowMore={showMore}
        onRefresh={() => search(state.search)}
        onDelete={setDeleting}
        onRenamed={renamed}
        onError={noteSignOut}
      />
      {deleting !== null && (
        <DeleteDialog
          file={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={deleted}
          onError={noteSignOut}
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
