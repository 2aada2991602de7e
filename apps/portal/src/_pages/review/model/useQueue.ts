'use client';

import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { listReviewFiles, type ReviewPage } from '@/entities/review';
import { useIsLive, useLiveChanges } from '@/shared/live';
import { type QueueFilter, toListQuery, toSearch } from './QueueFilter';
import { useReviewMemory } from './ReviewMemory';
import { cursorAt, emptyQueue, type QueueAction, type QueueState, startQueue } from './reduceQueue';
import { useOneAtATime } from './useOneAtATime';

/** Files in the pages after the one that the server rendered, and in the look for arrivals. */
const pageSize = 100;
/** Between quiet looks at what changed, in milliseconds: by a page that nobody tells, and by one that is told and only makes sure. */
const lookMs = { alone: 15_000, live: 60_000 } as const;

export type Queue = {
  state: QueueState;
  /** The address of this list, from its `?` on. */
  search: string;
  dispatch: (action: QueueAction) => void;
  showMore: () => void;
  reload: () => Promise<void>;
};

type UseQueueOptions = {
  filter: QueueFilter;
  /** What the server rendered, and for which address. */
  first: { search: string; page: ReviewPage } | null;
  /** Index of the row that is looked at: the stretch around it is kept up to date. */
  visibleIndex: () => number;
};

/** The queue's list for a filter: remembered, or from the server's first page, or asked for. */
export function useQueue({ filter, first, visibleIndex }: UseQueueOptions): Queue {
  const { queue: store } = useReviewMemory();
  const search = toSearch(filter);
  const isRendered = first?.search === search;
  const start = useMemo(
    () => (isRendered && first !== null ? startQueue(first.page) : emptyQueue),
    [isRendered, first],
  );
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.read(search) ?? start,
    () => start,
  );
  // One ask at a time: a second for the same page would only be thrown away.
  const extending = useRef<string | null>(null);

  const dispatch = useCallback(
    (action: QueueAction) => store.dispatch(search, action, start),
    [store, search, start],
  );

  const reload = useCallback(async () => {
    extending.current = null;
    dispatch({ type: 'began', status: 'replacing' });
    try {
      const query = toListQuery(filter);
      const page = await listReviewFiles({ ...query, limit: pageSize });
      dispatch({ type: 'replaced', page });
    } catch {
      dispatch({ type: 'failed' });
    }
  }, [dispatch, filter]);

  const { nextCursor, status } = state;
  const showMore = useCallback(async () => {
    if (nextCursor === null || status !== 'ready' || extending.current === nextCursor) return;
    extending.current = nextCursor;
    dispatch({ type: 'began', status: 'extending' });
    try {
      const query = toListQuery(filter);
      const page = await listReviewFiles({ ...query, limit: pageSize, cursor: nextCursor });
      dispatch({ type: 'extended', cursor: nextCursor, page });
    } catch {
      dispatch({ type: 'failed' });
    } finally {
      extending.current = null;
    }
  }, [dispatch, filter, nextCursor, status]);

  const lookOnce = useCallback(async () => {
    const current = store.read(search) ?? start;
    if (current.status !== 'ready' || document.visibilityState !== 'visible' || !navigator.onLine) return;
    const query = toListQuery(filter);
    const cursor = cursorAt(current, visibleIndex());
    try {
      const [page, newest] = await Promise.all([
        current.pages.length === 0 ? null : listReviewFiles({ ...query, limit: pageSize, cursor }),
        listReviewFiles({ ...query, sort: '-createdAt', limit: pageSize }),
      ]);
      if (page !== null) dispatch({ type: 'looked', cursor, page });
      dispatch({ type: 'sawNewest', page: newest });
    } catch {
      // Quiet: the list stays as it is, and the next look may go better. The shell says when the session or the connection is over.
    }
  }, [dispatch, filter, search, start, store, visibleIndex]);

  const look = useOneAtATime(lookOnce);
  const isLive = useIsLive();
  const isUnknown = !isRendered && store.read(search) === undefined;
  useEffect(() => {
    if (isUnknown) void reload();
  }, [isUnknown, reload]);

  useEffect(() => void look(), [look]);
  useLiveChanges(['file', 'review'], look);

  useEffect(() => {
    const timer = setInterval(() => void look(), isLive ? lookMs.live : lookMs.alone);
    const lookNow = () => void look();
    document.addEventListener('visibilitychange', lookNow);
    addEventListener('online', lookNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookNow);
      removeEventListener('online', lookNow);
    };
  }, [look, isLive]);

  return { state, search, dispatch, showMore, reload };
}
