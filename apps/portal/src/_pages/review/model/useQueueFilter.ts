'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { parseQueueFilter, type QueueFilter, toSearch } from './QueueFilter';

/**
 * The filter in the page's address. A change is a step that Back undoes; what is typed letter by letter replaces the step. The
 * address changes without asking the server for the page again: the list asks for its rows itself, and can say so when it
 * cannot.
 */
export function useQueueFilter(): {
  filter: QueueFilter;
  setFilter: (change: Partial<QueueFilter>, how?: 'push' | 'replace') => void;
} {
  const query = useSearchParams();
  const text = query.toString();
  const filter = useMemo(() => parseQueueFilter(new URLSearchParams(text)), [text]);
  const setFilter = useCallback(
    (change: Partial<QueueFilter>, how: 'push' | 'replace' = 'push') => {
      const address = `/review${toSearch({ ...filter, ...change })}`;
      if (how === 'push') history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    },
    [filter],
  );
  return { filter, setFilter };
}
