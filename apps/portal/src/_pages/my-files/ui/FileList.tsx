'use client';

import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Button, Icon, Notice } from '@/shared/ui';
import type { FileListState } from '../model/useFileList';
import { FileRow, type FileRowProps } from './FileRow';

type FileListProps = Omit<FileRowProps, 'file'> & {
  state: FileListState;
  /** Takes the focus when what had it is gone. */
  headingRef: RefObject<HTMLHeadingElement | null>;
  onSearch: (q: string) => void;
  onShowMore: () => void;
  onRefresh: () => void;
};

/** Waits for a pause in typing, in milliseconds. */
const searchDelayMs = 250;

function EmptyList({ search }: { search: string }) {
  return (
    <div className="px-5 py-12 text-center">
      <Icon name={search === '' ? 'file' : 'search'} className="mx-auto size-8 text-muted" />
      <p className="mt-3 font-medium">{search === '' ? 'No files yet' : `No file is called “${search}”`}</p>
      <p className="mt-1 text-sm text-muted">
        {search === '' ? 'What you upload appears here.' : 'Try another part of the name.'}
      </p>
    </div>
  );
}

export function FileList({
  state,
  headingRef,
  onSearch,
  onShowMore,
  onRefresh,
  onDelete,
  onRenamed,
  onError,
}: FileListProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { files, nextCursor, search, status, problem, isSignedOut } = state;

  useEffect(() => () => clearTimeout(timer.current), []);

  function type(value: string) {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(value.trim()), searchDelayMs);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    clearTimeout(timer.current);
    onSearch(typed.trim());
  }

  return (
    <section aria-labelledby={`${id}-title`} aria-busy={status !== 'ready'}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2
          ref={headingRef}
          tabIndex={-1}
          id={`${id}-title`}
          className="text-lg font-semibold tracking-tight"
        >
          Files
        </h2>
        <search className="w-full sm:w-64">
          <form onSubmit={submit} className="relative">
            <label htmlFor={`${id}-search`} className="sr-only">
              Search
            </label>
            <Icon
              name="search"
              className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
            />
            <input
              id={`${id}-search`}
              type="search"
              value={typed}
              onChange={(event) => type(event.currentTarget.value)}
              placeholder="Search by name"
              maxLength={200}
              className="block min-h-10 w-full rounded-lg border border-line-strong/60 bg-surface pr-3 pl-9 text-sm text-ink placeholder:text-muted"
            />
          </form>
        </search>
      </div>
      {problem !== null && !isSignedOut && (
        <div className="mb-3">
          <Notice
            look="bad"
            action={
              <Button look="secondary" onClick={onRefresh}>
                Try again
              </Button>
            }
          >
            {problem}
          </Notice>
        </div>
      )}
      <div
        className={`overflow-hidden rounded-2xl border border-line bg-surface shadow-card transition-opacity ${
          status === 'searching' ? 'opacity-60' : ''
        }`}
      >
        {files.length === 0 ? (
          status === 'searching' ? (
            <p className="px-5 py-12 text-center text-muted">Searching…</p>
          ) : (
            <EmptyList search={search} />
          )
        ) : (
          <ul aria-labelledby={`${id}-title`} className="divide-y divide-line">
            {files.map((file) => (
              <FileRow
                key={file.id}
                file={file}
                onDelete={onDelete}
                onRenamed={onRenamed}
                onError={onError}
              />
            ))}
          </ul>
        )}
      </div>
      {nextCursor !== null && (
        <div className="mt-4 text-center">
          <Button onClick={onShowMore} isBusy={status !== 'ready'}>
            {status === 'loading-more' ? 'Loading…' : 'Show more'}
          </Button>
        </div>
      )}
    </section>
  );
}
