'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  type BulkOutcome,
  claimReviewFile,
  type ReviewCounts,
  type ReviewOwner,
  type ReviewPage,
} from '@/entities/review';
import { hasPermission, type Role } from '@/shared/auth';
import { type PageCommand, type PageShortcut, usePageCommands } from '@/shared/shell';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { announce, Button, EmptyState, Notice, Skeleton, showToast } from '@/shared/ui';
import { describeActionProblem } from '../model/describeActionProblem';
import { countFilters, defaultFilter, type QueueFilter } from '../model/QueueFilter';
import { useReviewMemory } from '../model/ReviewMemory';
import { useNow } from '../model/useNow';
import { useOutcome } from '../model/useOutcome';
import { useQueue } from '../model/useQueue';
import { useQueueFilter } from '../model/useQueueFilter';
import { useReviewCounts } from '../model/useReviewCounts';
import { selectedFiles, useSelection } from '../model/useSelection';
import { type BulkAction, BulkBar } from './BulkBar';
import { QueueFilters } from './QueueFilters';
import { QueueNews } from './QueueNews';
import { QueueTable, type QueueTableHandle } from './QueueTable';
import { QueueTabs } from './QueueTabs';
import { SavedViews } from './SavedViews';

const words = reviewTexts.queue;

const BulkDialog = lazy(() => import('./BulkDialog').then((module) => ({ default: module.BulkDialog })));
const commandWords = reviewTexts.commands;

export type QueueWorkspaceProps = {
  viewerId: string;
  role: Role;
  first: { search: string; page: ReviewPage };
  counts: ReviewCounts;
  /** The owner whom the address names. */
  owner: ReviewOwner | null;
  /** When the server rendered this, in milliseconds. */
  renderedAt: number;
};

const shortcuts: readonly PageShortcut[] = [
  { keys: '↓ ↑', label: commandWords.moveRows },
  { keys: 'Enter', label: commandWords.open },
  { keys: 'Space', label: commandWords.selectRow },
  { keys: 'Shift ↓ ↑', label: commandWords.extendRows },
];
const loadShortcuts = async () => shortcuts;

function EmptyQueue({ filter, onClear }: { filter: QueueFilter; onClear: () => void }) {
  if (countFilters(filter) > 0)
    return (
      <EmptyState
        icon="search"
        title={words.emptyFiltered}
        action={<Button onClick={onClear}>{words.clearFilters}</Button>}
      >
        {words.emptyFilteredHint}
      </EmptyState>
    );
  return filter.tab === 'open' || filter.tab === 'all' ? (
    <EmptyState icon="check" title={words.emptyOpen}>
      {words.emptyOpenHint}
    </EmptyState>
  ) : (
    <EmptyState icon="file" title={words.emptyTab}>
      {words.emptyTabHint}
    </EmptyState>
  );
}

/** The queue's living part. */
export function QueueWorkspace({ viewerId, role, first, counts, owner, renderedAt }: QueueWorkspaceProps) {
  const memory = useReviewMemory();
  const router = useRouter();
  const { filter, setFilter } = useQueueFilter();
  const table = useRef<QueueTableHandle>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const visibleIndex = useCallback(() => table.current?.visibleIndex() ?? 0, []);
  const { state, search, dispatch, reload, showMore } = useQueue({ filter, first, visibleIndex });
  const currentCounts = useReviewCounts(counts);
  const now = useNow(renderedAt, state.files);
  const [chosenOwner, setChosenOwner] = useState(owner);
  const [claimingId, setClaimingId] = useState<string | null>(null);
  const { files, arrivals, status, activeId } = state;
  const selection = useSelection(search);
  const selected = selectedFiles(state, selection.ids);
  const [bulkAction, setBulkAction] = useState<BulkAction | null>(null);
  const isShown = files.length > 0;
  const isComplete = state.nextCursor === null;
  const isOldestFirst = filter.sort === 'createdAt';
  useOutcome((id) => router.push(`/review/${id}${search}`));

  useEffect(() => {
    memory.isFresh = false;
  }, [memory]);

  // A page passes over only so many files; where none of them fits, the next one goes on.
  useEffect(() => {
    if (!isShown && !isComplete && status === 'ready' && state.problem === null) showMore();
  }, [isShown, isComplete, status, state.problem, showMore]);

  const activate = useCallback((id: string) => dispatch({ type: 'activated', id }), [dispatch]);

  const claim = useCallback(
    async (id: string) => {
      setClaimingId(id);
      try {
        const file = await claimReviewFile(id);
        memory.queue.change(file, viewerId);
        announce(reviewTexts.claim.claimed(file.name));
      } catch (error) {
        showToast(describeActionProblem(error));
      } finally {
        setClaimingId(null);
      }
    },
    [memory, viewerId],
  );

  function takeOutcomes(outcomes: readonly BulkOutcome[]): void {
    const done = outcomes.flatMap((outcome) => ('file' in outcome ? [outcome.file] : []));
    for (const file of done) memory.queue.change(file, viewerId);
    // What is as before stays selected.
    selection.remove(done.map(({ id }) => id));
  }

  async function takeArrivals(): Promise<void> {
    if (isOldestFirst && isComplete) {
      const start = files.length;
      dispatch({ type: 'tookArrivals' });
      requestAnimationFrame(() => table.current?.focusRow(start));
    } else if (isOldestFirst) {
      setFilter({ sort: '-createdAt' });
    } else {
      await reload();
      scrollTo({ top: 0 });
    }
  }

  // The keys read what is shown when they are pressed, so that the commands stay the same from render to render.
  const act = useRef({ claim: () => {} });
  useEffect(() => {
    act.current.claim = () => {
      if (activeId !== null && claimingId === null) void claim(activeId);
    };
  });
  const commands = useMemo<readonly PageCommand[]>(
    () => [
      { id: 'next-row', label: commandWords.nextRow, key: 'j', run: () => table.current?.move(1) },
      { id: 'previous-row', label: commandWords.previousRow, key: 'k', run: () => table.current?.move(-1) },
      { id: 'claim', label: commandWords.claimRow, key: 'c', run: () => act.current.claim() },
      {
        id: 'search',
        label: commandWords.search,
        key: '/',
        icon: 'search',
        run: () => searchRef.current?.focus(),
      },
    ],
    [],
  );
  usePageCommands(commands, loadShortcuts);

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <QueueTabs filter={filter} counts={currentCounts} onChoose={(tab) => setFilter({ tab })} />
      <QueueFilters
        filter={filter}
        owner={chosenOwner}
        viewerId={viewerId}
        searchRef={searchRef}
        onChange={setFilter}
        onOwner={(person) => {
          setChosenOwner(person);
          setFilter({ owner: person?.id ?? null });
        }}
      />
      <SavedViews
        filter={filter}
        mayShare={hasPermission(role, 'review.share')}
        onOpen={(view) => {
          if (view.owner !== filter.owner) setChosenOwner(null);
          setFilter(view);
        }}
      />
      {state.problem === 'replace' && (
        <Notice look="bad" action={<Button onClick={() => void reload()}>{generalTexts.tryAgain}</Button>}>
          {words.problem}
        </Notice>
      )}
      {state.isSearchCapped && filter.q !== '' && <Notice look="wait">{words.searchCapped}</Notice>}
      <QueueNews
        count={arrivals.length}
        isAtEnd={isOldestFirst && !isComplete}
        onTake={() => void takeArrivals()}
      />
      <section
        aria-label={words.files}
        aria-busy={status === 'replacing'}
        className={`rounded-2xl border border-line bg-surface shadow-card ${status === 'replacing' && isShown ? 'opacity-60' : ''}`}
      >
        {isShown && (
          <BulkBar
            role={role}
            shown={files.length - state.gone.size}
            selected={selected.length}
            onSelectAll={() => selection.add(files.flatMap(({ id }) => (state.gone.has(id) ? [] : [id])))}
            onClear={selection.clear}
            onAct={setBulkAction}
          />
        )}
        {isShown && (
          <QueueTable
            key={search}
            state={state}
            search={search}
            viewerId={viewerId}
            now={now}
            handle={table}
            claimingId={claimingId}
            selection={selection}
            sort={filter.sort}
            onSort={(sort) => setFilter({ sort })}
            onClaim={claim}
            onActivate={activate}
            onShowMore={showMore}
          />
        )}
        {!isShown && status === 'replacing' && <LoadingRows />}
        {!isShown && status !== 'replacing' && !isComplete && (
          <p role="status" className="px-5 py-8 text-center text-sm text-muted">
            {words.lookingFurther}
          </p>
        )}
        {!isShown && isComplete && status === 'ready' && state.problem === null && (
          <EmptyQueue
            filter={filter}
            onClear={() => setFilter({ ...defaultFilter, tab: filter.tab, sort: filter.sort })}
          />
        )}
        {isShown && (
          <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2 text-sm text-muted md:px-5">
            {state.problem === 'extend' ? (
              <>
                <p role="alert" className="text-bad">
                  {words.loadMoreFailed}
                </p>
                <Button onClick={showMore}>{generalTexts.tryAgain}</Button>
              </>
            ) : (
              <p>{isComplete ? words.end(files.length) : words.loadingMore}</p>
            )}
          </div>
        )}
      </section>
      {bulkAction !== null && (
        <Suspense fallback={null}>
          <BulkDialog
            action={bulkAction}
            files={selected}
            viewerId={viewerId}
            onOutcomes={takeOutcomes}
            onClose={() => setBulkAction(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

function LoadingRows() {
  return (
    <div role="status" className="grid gap-6 p-5">
      <span className="sr-only">{words.loading}</span>
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="grid gap-2">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-3 w-1/4" />
        </div>
      ))}
    </div>
  );
}
