'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LiveKind } from './LiveChange';
import { liveStanding, subscribeToLive } from './liveChanges';

/** What changed since the last time: ids, and which of them others did; `null` where the page should ask for everything. */
export type LiveNews = { ids: ReadonlySet<string>; others: ReadonlySet<string> } | null;

type Gathered = { ids: Set<string>; others: Set<string>; isAll: boolean };

const nothing = (): Gathered => ({ ids: new Set(), others: new Set(), isAll: false });

/** Whether the page is told of changes; where not, it has to look for itself. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    liveStanding.subscribe,
    liveStanding.getSnapshot,
    liveStanding.getServerSnapshot,
  );
}

/**
 * Calls `onNews` when something of these kinds changed; a page that nobody looks at is told when somebody does. While what it promises is
 * on its way, the next news waits: of two answers on their way at once the older one might come last.
 */
export function useLiveChanges(
  kinds: readonly LiveKind[],
  onNews: (news: LiveNews) => void | Promise<void>,
): void {
  const latest = useRef({ kinds, onNews });
  useEffect(() => {
    latest.current = { kinds, onNews };
  });

  useEffect(() => {
    let gathered = nothing();
    let isBusy = false;
    const deliver = async () => {
      const { isAll, ids, others } = gathered;
      if (isBusy || document.visibilityState !== 'visible' || !(isAll || ids.size > 0)) return;
      gathered = nothing();
      isBusy = true;
      try {
        await latest.current.onNews(isAll ? null : { ids, others });
      } finally {
        isBusy = false;
      }
      await deliver();
    };
    const deliverSoon = () => void deliver();
    const stop = subscribeToLive((changes) => {
      if (changes === null) gathered.isAll = true;
      for (const { kind, ids, isOwn } of changes ?? []) {
        if (!latest.current.kinds.includes(kind)) continue;
        if (ids === null) gathered.isAll = true;
        for (const id of ids ?? []) {
          gathered.ids.add(id);
          if (!isOwn) gathered.others.add(id);
        }
      }
      deliverSoon();
    });
    document.addEventListener('visibilitychange', deliverSoon);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', deliverSoon);
    };
  }, []);
}
