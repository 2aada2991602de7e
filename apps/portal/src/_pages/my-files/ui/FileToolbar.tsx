'use client';

import { lazy, type RefObject, Suspense, useId, useState } from 'react';
import { fileTexts } from '@/shared/texts';
import { Button, Icon, SearchField } from '@/shared/ui';
import { type FileFilters, formatFilters } from '../model/fileFilters';

type FileToolbarProps = {
  filters: FileFilters;
  searchInput: RefObject<HTMLInputElement | null>;
  /** Takes the focus when what had it is gone. */
  headingRef: RefObject<HTMLHeadingElement | null>;
  headingId: string;
  /** `isTyping`: the address changes without a step to go back to. */
  onChange: (filters: FileFilters, isTyping: boolean) => void;
};

const tab =
  'inline-flex min-h-10 items-center rounded-lg px-3 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink pointer-coarse:min-h-11';

const FileFilterPanel = lazy(() =>
  import('./FileFilterPanel').then((module) => ({ default: module.FileFilterPanel })),
);

/** What the list shows: files or trash, which of them, and in which order. */
export function FileToolbar({ filters, searchInput, headingRef, headingId, onChange }: FileToolbarProps) {
  const id = useId();
  const texts = fileTexts.list;
  const [isOpen, setIsOpen] = useState(false);
  const chosen = [filters.kind, filters.status].filter((one) => one !== null).length;
  const change = (patch: Partial<FileFilters>) => onChange({ ...filters, ...patch }, false);
  const view = (isTrash: boolean, label: string) => {
    const query = formatFilters({ q: '', sort: '-createdAt', kind: null, status: null, isTrash });
    return (
      <a
        href={query === '' ? '/' : `/?${query}`}
        aria-current={filters.isTrash === isTrash ? 'page' : undefined}
        className={tab}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onChange({ q: '', sort: '-createdAt', kind: null, status: null, isTrash }, false);
        }}
      >
        {label}
      </a>
    );
  };

  return (
    <div className="mb-3 grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <h2 ref={headingRef} tabIndex={-1} id={headingId} className="sr-only">
          {filters.isTrash ? texts.trashTitle : texts.title}
        </h2>
        <nav aria-label={texts.views} className="-mx-1 mr-auto flex gap-1">
          {view(false, texts.title)}
          {view(true, texts.trashTitle)}
        </nav>
        <SearchField
          label={texts.search}
          placeholder={texts.searchPlaceholder}
          initial={filters.q}
          inputRef={searchInput}
          className="min-w-0 flex-[1_1_12rem] sm:max-w-72"
          onSearch={(q) => onChange({ ...filters, q }, true)}
        />
        <Button
          look={chosen > 0 ? 'secondary' : 'quiet'}
          aria-expanded={isOpen}
          aria-controls={`${id}-filters`}
          onClick={() => setIsOpen((before) => !before)}
        >
          <Icon name="filter" className="size-4" />
          {texts.filters}
          {chosen > 0 && ` (${chosen})`}
        </Button>
      </div>
      <div id={`${id}-filters`} hidden={!isOpen} className="grid gap-3 sm:grid-cols-3">
        <Suspense>{isOpen && <FileFilterPanel filters={filters} onChange={change} />}</Suspense>
      </div>
    </div>
  );
}
