'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { listReviewFiles, type ReviewFile } from '@/entities/review';
import { parseQueueFilter, toListQuery } from './QueueFilter';
import { useReviewMemory } from './ReviewMemory';
import { emptyQueue, neighboursOf, nextToReview, type QueueState } from './reduceQueue';

/** So many pages are read to find the file in its list; one beyond is opened without previous and next. */
const maxPages = 3;
const pageSize = 100;

/** Whether the list is known around the file. */
function isKnown({ files, nextCursor }: QueueState, id: string): boolean {
  const index = files.findIndex((file) => file.id === id);
  return nextCursor === null ? files.length > 0 : index >= 0 && index < files.length - 1;
}

type Neighbours = {
  previous: ReviewFile | null;
  next: ReviewFile | null;
  /** The file to go on with, and, when there is none, whether the list is known to its end. */
  afterDecision: (now: number) => { file: ReviewFile | null; isEnd: boolean };
};

/** The files before and after this one in the list it was opened from; after a fresh load the list is read for it. */
export function useNeighbours(id: string, search: string, viewerId: string): Neighbours {
  const { queue: store } = useReviewMemory();
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.read(search) ?? emptyQueue,
    () => emptyQueue,
  );

  useEffect(() => {
    let isOver = false;
    const find = async () => {
      const query = toListQuery(parseQueueFilter(new URLSearchParams(search)));
      for (let pages = 0; pages < maxPages; pages += 1) {
        const current = store.read(search);
        if (isOver || (current !== undefined && isKnown(current, id))) return;
        const cursor = current?.nextCursor ?? undefined;
        const page = await listReviewFiles({ ...query, limit: pageSize, ...(cursor && { cursor }) });
        if (isOver) return;
        if (cursor === undefined) {
          store.dispatch(search, { type: 'replaced', page }, emptyQueue);
          if (page.nextCursor === null) return;
        } else store.dispatch(search, { type: 'extended', cursor, page }, emptyQueue);
      }
    };
    // Without the list the file is still there; only previous and next are not.
    find().catch(() => {});
    return () => {
      isOver = true;
    };
  }, [id, search, store]);

  const { previous, next, isListed } = neighboursOf(state, id);
  return {
    previous,
    next: isListed ? next : null,
    afterDecision: (now) => {
      const current = store.read(search) ?? emptyQueue;
      return { file: nextToReview(current, id, { viewerId, now }), isEnd: current.nextCursor === null };
    },
  };
}
