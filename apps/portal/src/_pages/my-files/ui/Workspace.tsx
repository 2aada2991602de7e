'use client';

import { lazy, Suspense, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useUploader, useUploads } from 'valetkey/react';
import type { OwnRequest } from '@/entities/document-request';
import { type FilePage, type FileSummary, readFile, readUsage, type StorageUsage } from '@/entities/file';
import type { UploadChoice } from '@/entities/profile';
import { uploadFiles, uploadNewVersion } from '@/features/file-management';
import { useLiveChanges } from '@/shared/live';
import { fileTexts } from '@/shared/texts';
import { announce, Notice, showToast } from '@/shared/ui';
import type { FileActions } from '../model/FileActions';
import { nothingSelected, reduceSelection } from '../model/selection';
import { useFileActions } from '../model/useFileActions';
import { useFileAddress } from '../model/useFileAddress';
import { useFileList } from '../model/useFileList';
import { useMyFilesCommands } from '../model/useMyFilesCommands';
import { usePageDrop } from '../model/usePageDrop';
import { useUnfinished } from '../model/useUnfinished';
import { useUploadNews } from '../model/useUploadNews';
import type { Question } from './FileDialogs';
import { FileList } from './FileList';
import { ProfileChoice } from './ProfileChoice';
import { QuotaMeter } from './QuotaMeter';
import { UploadArea } from './UploadArea';

// What is not there at first comes when it is wanted.
const UploadQueue = lazy(() => import('./UploadQueue').then((module) => ({ default: module.UploadQueue })));
const UnfinishedUploads = lazy(() =>
  import('./UnfinishedUploads').then((module) => ({ default: module.UnfinishedUploads })),
);
const FileDetails = lazy(() => import('./FileDetails').then((module) => ({ default: module.FileDetails })));
const FileDialogs = lazy(() => import('./FileDialogs').then((module) => ({ default: module.FileDialogs })));
const DropOverlay = lazy(() => import('./DropOverlay').then((module) => ({ default: module.DropOverlay })));
const BulkBar = lazy(() => import('./BulkBar').then((module) => ({ default: module.BulkBar })));
const OutcomeNotice = lazy(() =>
  import('./OutcomeNotice').then((module) => ({ default: module.OutcomeNotice })),
);

const RequestSlots = lazy(() =>
  import('./RequestSlots').then((module) => ({ default: module.RequestSlots })),
);

type WorkspaceProps = {
  firstPage: FilePage;
  requests: readonly OwnRequest[];
  choices: UploadChoice[];
  trashDays: number;
};

export function Workspace({ firstPage, requests, choices, trashDays }: WorkspaceProps) {
  const uploader = useUploader();
  const address = useFileAddress();
  const { filters, openId } = address;
  const { state, reload, refresh, showMore, removed, changed } = useFileList(firstPage, filters);
  const [selection, dispatch] = useReducer(reduceSelection, nothingSelected);
  const [question, setQuestion] = useState<Question | null>(null);
  const [usage, setUsage] = useState<StorageUsage | null>(null);
  const [profile, setProfile] = useState<string | null>(null);
  const [hasDropProblem, setHasDropProblem] = useState(false);
  const [hasRequests, setHasRequests] = useState(requests.length > 0);
  useLiveChanges(['request'], (news) => {
    if (news !== null) setHasRequests(true);
  });
  const hasQueue = useUploads(({ totals }) => totals.count > 0);
  const unfinished = useUnfinished();
  const filesInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const versionInput = useRef<HTMLInputElement>(null);
  const versionOf = useRef<string | null>(null);
  const queueArea = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const known = useRef(state.files);

  const lookAtUsage = useCallback(() => {
    // Without an answer the meter stays as it is; nothing depends on it.
    readUsage().then(setUsage, () => {});
  }, []);

  useEffect(lookAtUsage, [lookAtUsage]);

  useEffect(() => {
    known.current = state.files;
    dispatch({ type: 'kept', order: state.files.map(({ id }) => id) });
  }, [state.files]);

  const wasSelected = useRef(0);
  useEffect(() => {
    if (wasSelected.current !== selection.ids.size) announce(fileTexts.said.selected(selection.ids.size));
    wasSelected.current = selection.ids.size;
  }, [selection.ids.size]);

  const onGone = useCallback(
    (ids: readonly string[]) => {
      removed(ids);
      lookAtUsage();
    },
    [removed, lookAtUsage],
  );
  const { outcome, downloading, change, download, downloadMany, dismiss } = useFileActions({
    onGone,
    onBack: refresh,
  });

  useUploadNews({
    onNews: () => {
      void refresh();
      lookAtUsage();
    },
    onDone: ({ key }) => {
      // A new version of a file that may be far down the list.
      if (key !== null && known.current.some(({ id }) => id === key)) readFile(key).then(changed, () => {});
    },
  });

  const addFiles = useCallback(
    (files: Parameters<typeof uploadFiles>[1]) => {
      setHasDropProblem(false);
      uploadFiles(uploader, files, profile);
    },
    [uploader, profile],
  );
  const { isDragging } = usePageDrop({ onFiles: addFiles, onError: () => setHasDropProblem(true) });

  const showView = useCallback(
    (isTrash: boolean) => {
      address.changeFilters({ q: '', sort: '-createdAt', kind: null, status: null, isTrash }, false);
      // Another list: the keys that follow are meant for it, and not for the field that had the focus before.
      heading.current?.focus();
    },
    [address.changeFilters],
  );
  useMyFilesCommands({ filesInput, folderInput, searchInput, isTrash: filters.isTrash, onView: showView });

  const uploadInto = useCallback((fileId: string) => {
    versionOf.current = fileId;
    versionInput.current?.click();
  }, []);

  const { open, close } = address;
  const actions = useMemo<FileActions>(
    () => ({
      open,
      download,
      rename: (file) => setQuestion({ about: 'rename', file }),
      uploadVersion: ({ id }) => uploadInto(id),
      delete: (files) => setQuestion({ about: 'delete', files }),
      purge: (files) => setQuestion({ about: 'purge', files }),
      restore: (files) => void change('restore', files).catch(() => showToast(fileTexts.problems.list)),
    }),
    [open, download, change, uploadInto],
  );

  /** Where the focus goes when the row that had it is gone: to the row in its place, else to the heading. */
  const keepFocusInList = useCallback(() => {
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const row = section.current?.querySelector<HTMLElement>('[data-row-focus][tabindex="0"]');
    (row ?? heading.current)?.focus();
  }, []);

  const hadQuestion = useRef(false);
  useEffect(() => {
    // Only now the dialog is gone; nothing outside an open one takes the focus.
    if (hadQuestion.current && question === null) keepFocusInList();
    hadQuestion.current = question !== null;
  }, [question, keepFocusInList]);

  async function confirm({ about, files }: Extract<Question, { files: unknown }>) {
    await change(about, files);
    setQuestion(null);
    if (files.some(({ id }) => id === openId)) close();
  }

  function renamed(file: FileSummary) {
    changed(file);
    setQuestion(null);
    announce(fileTexts.said.renamed(file.name));
  }

  const selectedFiles = state.files.filter(({ id }) => selection.ids.has(id));

  return (
    <>
      <Suspense>{hasRequests && <RequestSlots initial={requests} onUpload={uploadInto} />}</Suspense>
      <UploadArea
        onFiles={addFiles}
        limits={(choices.find(({ name }) => name === profile) ?? choices[0])?.rules}
        filesInput={filesInput}
        folderInput={folderInput}
      >
        {choices.length > 1 && (
          <ProfileChoice choices={choices} value={profile ?? 'default'} onChange={setProfile} />
        )}
      </UploadArea>
      <input
        ref={versionInput}
        type="file"
        hidden
        aria-label={fileTexts.list.newVersion}
        data-testid="new-version"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file === undefined || versionOf.current === null) return;
          uploadNewVersion(uploader, versionOf.current, file);
          close();
        }}
      />
      {/* Its line is kept free for it: what is below does not jump. */}
      {usage ? <QuotaMeter usage={usage} /> : <div className="h-5" />}
      {hasDropProblem && <Notice look="bad">{fileTexts.upload.unreadable}</Notice>}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups the inputs of a form, which this is not. */}
      <div
        ref={queueArea}
        role="group"
        aria-label={fileTexts.upload.queue}
        tabIndex={-1}
        className={hasQueue ? 'rounded-2xl' : 'sr-only'}
      >
        <Suspense>
          {hasQueue && <UploadQueue keepFocus={() => queueArea.current?.focus({ preventScroll: true })} />}
        </Suspense>
      </div>
      <Suspense>
        {unfinished !== null && (
          <UnfinishedUploads initial={unfinished} onDoneElsewhere={() => void refresh()} />
        )}
      </Suspense>
      <Suspense>
        {outcome !== null && (
          <OutcomeNotice action={outcome.action} failed={outcome.failed} onDismiss={dismiss} />
        )}
      </Suspense>
      <FileList
        state={state}
        filters={filters}
        selection={selection}
        trashDays={trashDays}
        actions={actions}
        sectionRef={section}
        headingRef={heading}
        searchInput={searchInput}
        onFilter={address.changeFilters}
        onSelection={dispatch}
        onShowMore={showMore}
        onReload={reload}
      />
      <Suspense>
        {selectedFiles.length > 0 && (
          <BulkBar
            files={selectedFiles}
            isTrash={filters.isTrash}
            actions={actions}
            downloading={downloading}
            onDownload={downloadMany}
            onClear={() => {
              dispatch({ type: 'cleared' });
              section.current?.querySelector<HTMLElement>('[data-row-focus][tabindex="0"]')?.focus();
            }}
          />
        )}
      </Suspense>
      <Suspense>
        {openId !== null && (
          <FileDetails
            key={openId}
            id={openId}
            known={state.files.find(({ id }) => id === openId) ?? null}
            actions={actions}
            onClose={close}
          />
        )}
        {question !== null && (
          <FileDialogs
            question={question}
            trashDays={trashDays}
            onClose={() => setQuestion(null)}
            onRenamed={renamed}
            onConfirm={confirm}
          />
        )}
      </Suspense>
      <Suspense>{isDragging && <DropOverlay />}</Suspense>
    </>
  );
}
