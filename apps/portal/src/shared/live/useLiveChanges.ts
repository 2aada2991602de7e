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

/** Calls `onNews` when something of these kinds changed; a page that nobody looks at is told when somebody does. */
export function useLiveChanges(kinds: readonly LiveKind[], onNews: (news: LiveNews) => void): void {
  const latest = useRef({ kinds, onNews });
  useEffect(() => {
    latest.current = { kinds, onNews };
  });

  useEffect(() => {
    let gathered = nothing();
    const deliver = () => {
      if (document.visibilityState !== 'visible') return;
      const { isAll, ids, others } = gathered;
      gathered = nothing();
      if (isAll || ids.size > 0) latest.current.onNews(isAll ? null : { ids, others });
    };
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
      deliver();
    });
    document.addEventListener('visibilitychange', deliver);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', deliver);
    };
  }, []);
}
