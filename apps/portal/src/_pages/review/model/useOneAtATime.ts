'use client';

import { useCallback, useRef } from 'react';

/**
 * Runs `work` one at a time; what is asked for meanwhile runs once after it. Of two answers on their way at once the older one might come
 * last, and stay.
 */
export function useOneAtATime(work: () => Promise<void>): () => Promise<void> {
  const turn = useRef<{ next: (() => Promise<void>) | null } | null>(null);
  return useCallback(async () => {
    if (turn.current !== null) {
      turn.current.next = work;
      return;
    }
    const mine: { next: (() => Promise<void>) | null } = { next: work };
    turn.current = mine;
    try {
      while (mine.next !== null) {
        const now = mine.next;
        mine.next = null;
        await now();
      }
    } finally {
      turn.current = null;
    }
  }, [work]);
}
