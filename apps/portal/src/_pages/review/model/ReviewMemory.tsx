'use client';

import { createContext, type ReactNode, useContext, useState } from 'react';
import { createQueueStore, type QueueStore } from './createQueueStore';
import type { Draft } from './Draft';

type Memory = {
  queue: QueueStore;
  /** What was typed about a file and not sent yet, by file id. */
  drafts: Map<string, Draft>;
  /** What the last action did, for the page that comes after it to say; taken once. */
  outcome: { text: string; fileId: string } | null;
  /** Nothing was opened from here yet: the page came as a whole, and the browser has put the focus where it belongs. */
  isFresh: boolean;
};

const MemoryContext = createContext<Memory | null>(null);

/** What the queue and the files opened from it share. It lives in their common layout: as long as somebody reviews, and no longer. */
export function ReviewMemory({ children }: { children: ReactNode }) {
  const [memory] = useState<Memory>(() => ({
    queue: createQueueStore(),
    drafts: new Map(),
    outcome: null,
    isFresh: true,
  }));
  return <MemoryContext value={memory}>{children}</MemoryContext>;
}

export function useReviewMemory(): Memory {
  const memory = useContext(MemoryContext);
  if (memory === null) throw new TypeError('useReviewMemory needs a ReviewMemory around it');
  return memory;
}
