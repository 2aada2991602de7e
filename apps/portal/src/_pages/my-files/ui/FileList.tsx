'use client';

import { type RefObject, useCallback, useId } from 'react';
import { fileTexts, generalTexts } from '@/shared/texts';
import { Button, Checkbox, EmptyState, InfiniteSentinel, Notice } from '@/shared/ui';
import type { FileActions } from '../model/FileActions';
import { type FileFilters, isNarrowed } from '../model/fileFilters';
import type { FileListState } from '../model/reduceFileList';
import type { Selection, SelectionAction } from '../model/selection';
import { FileRows } from './FileRows';
import { FileToolbar } from './FileToolbar';

type FileListProps = {
  state: FileListState;
  filters: FileFilters;
  selection: Selection;
  /** Days that the trash keeps a file. */
  trashDays: number;
  actions: FileActions;
  sectionRef: RefObject<HTMLElement | null>;
  headingRef: RefObject<HTMLHeadingElement | null>;
  searchInput: RefObject<HTMLInputElement | null>;
  onFilter: (filters: FileFilters, isTyping: boolean) => void;
  onSelection: (action: SelectionAction) => void;
  onShowMore: () => void;
  onReload: () => void;
};

const texts = fileTexts.list;

function EmptyList({ filters, onClear }: { filters: FileFilters; onClear: () => void }) {
  if (isNarrowed(filters)) {
    const isSearch = filters.q !== '' && filters.kind === null && filters.status === null;
    return (
      <EmptyState
        icon="search"
        title={isSearch ? texts.nothingFound(filters.q) : texts.nothingFits}
        action={isSearch ? undefined : <Button onClick={onClear}>{texts.clearFilters}</Button>}
      >
        {isSearch ? texts.nothingFoundText : undefined}
      </EmptyState>
    );
  }
  return filters.isTrash ? (
    <EmptyState icon="trash" title={texts.emptyTrashTitle}>
      {texts.emptyTrashText}
    </EmptyState>
  ) : (
    <EmptyState icon="file" title={texts.emptyTitle}>
      {texts.emptyText}
    </EmptyState>
  );
}

function Problem({ text, label, onAction }: { text: string; label: string; onAction: () => void }) {
  return (
    <div className="mb-3">
      <Notice
        look="bad"
        action={
          <Button look="secondary" onClick={onAction}>
            {label}
          </Button>
        }
      >
        {text}
      </Notice>
    </div>
  );
}

/** One's files or the trash: which, in what order, and all of them, a window at a time. */
export function FileList({
  state,
  filters,
  selection,
  trashDays,
  actions,
  sectionRef,
  headingRef,
  searchInput,
  onFilter,
  onSelection,
  onShowMore,
  onReload,
}: FileListProps) {
  const id = useId();
  const { files, nextCursor, status, problem, hasNews } = state;
  const order = useCallback(() => files.map((file) => file.id), [files]);
  // The same one as long as the files are: rows that did not change are not drawn again.
  const select = useCallback(
    (fileId: string, isRange: boolean) =>
      onSelection(
        isRange ? { type: 'extended', id: fileId, order: order() } : { type: 'toggled', id: fileId },
      ),
    [onSelection, order],
  );
  const isAllSelected = files.length > 0 && selection.ids.size === files.length;

  return (
    <section ref={sectionRef} aria-labelledby={`${id}-title`} aria-busy={status !== 'ready'}>
      <FileToolbar
        filters={filters}
        searchInput={searchInput}
        headingRef={headingRef}
        headingId={`${id}-title`}
        onChange={onFilter}
      />
      {filters.isTrash && <p className="mb-3 text-sm text-muted">{texts.trashKept(trashDays)}</p>}
      {problem !== null && <Problem text={problem} label={generalTexts.tryAgain} onAction={onReload} />}
      {hasNews && (
        <div className="mb-3">
          <Notice look="good" action={<Button onClick={onReload}>{texts.showNews}</Button>}>
            {texts.hasNews}
          </Notice>
        </div>
      )}
      <div
        className={`overflow-clip rounded-2xl border border-line bg-surface shadow-card transition-opacity ${
          status === 'searching' ? 'opacity-60' : ''
        }`}
      >
        {files.length === 0 ? (
          status === 'searching' ? (
            <p className="px-5 py-12 text-center text-muted">{texts.searching}</p>
          ) : (
            <EmptyList
              filters={filters}
              onClear={() => onFilter({ ...filters, q: '', kind: null, status: null }, false)}
            />
          )
        ) : (
          <>
            <div className="flex items-center border-b border-line bg-surface pl-1.5 text-sm text-muted sm:pl-3">
              <Checkbox
                label={texts.selectAll}
                isLabelHidden
                checked={isAllSelected}
                isMixed={selection.ids.size > 0 && !isAllSelected}
                onChange={() =>
                  onSelection(isAllSelected ? { type: 'cleared' } : { type: 'all', order: order() })
                }
              />
              <p className="ml-2 py-2">{texts.shown(files.length, nextCursor !== null)}</p>
              <p id={`${id}-keys`} className="sr-only">
                {texts.keys}
              </p>
            </div>
            <FileRows
              files={files}
              selected={selection.ids}
              isTrash={filters.isTrash}
              actions={actions}
              labelledBy={`${id}-title`}
              describedBy={`${id}-keys`}
              hasMore={nextCursor !== null}
              onSelect={select}
              onSelectAll={() => onSelection({ type: 'all', order: order() })}
              onClearSelection={() => onSelection({ type: 'cleared' })}
            />
          </>
        )}
      </div>
      {nextCursor !== null && (
        <div className="mt-4 text-center">
          {problem === null && <InfiniteSentinel key={files.length} onVisible={onShowMore} />}
          <Button onClick={onShowMore} isBusy={status !== 'ready'}>
            {status === 'loading-more' ? texts.loadingMore : texts.showMore}
          </Button>
        </div>
      )}
    </section>
  );
}
