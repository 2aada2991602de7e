import type { ReviewFile } from '@/entities/review';
import { isInQueue, parseQueueFilter } from './QueueFilter';
import { type QueueAction, type QueueState, reduceQueue } from './reduceQueue';

/** So many lists are remembered; going back to one of them shows it as it was left. */
const maxLists = 8;

/** The lists that were looked at, by their address; they outlive the page, so that queue and file share one. */
export type QueueStore = {
  read(search: string): QueueState | undefined;
  /** @param start the state that an unknown list begins with */
  dispatch(search: string, action: QueueAction, start: QueueState): void;
  /** A file changed: every list that has it shows so. */
  change(file: ReviewFile, viewerId: string): void;
  subscribe(listener: () => void): () => void;
};

export function createQueueStore(): QueueStore {
  const lists = new Map<string, QueueState>();
  const listeners = new Set<() => void>();

  function write(search: string, state: QueueState): void {
    // The order of the map is the order of use.
    lists.delete(search);
    lists.set(search, state);
    for (const oldest of lists.keys()) {
      if (lists.size <= maxLists) break;
      lists.delete(oldest);
    }
  }

  const tell = () => {
    for (const listener of listeners) listener();
  };

  return {
    read: (search) => lists.get(search),
    dispatch(search, action, start) {
      const before = lists.get(search);
      const state = reduceQueue(before ?? start, action);
      if (state === before) return;
      write(search, state);
      tell();
    },
    change(file, viewerId) {
      for (const [search, state] of [...lists]) {
        const filter = parseQueueFilter(new URLSearchParams(search));
        const isInList = isInQueue(filter, file, viewerId);
        lists.set(search, reduceQueue(state, { type: 'changed', file, isInList }));
      }
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
