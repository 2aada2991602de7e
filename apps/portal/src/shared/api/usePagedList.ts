'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';

export type PageOf<Item> = { items: Item[]; nextCursor: string | null };

export type PagedListState<Item> = {
  items: readonly Item[];
  nextCursor: string | null;
  /** `loading`: another question, whose answer replaces the list; what was there stays until then. */
  status: 'loading' | 'loading-more' | 'ready';
  /** Whether an answer ever came: before it, an empty list says nothing. */
  isKnown: boolean;
  error: unknown;
};

type Action<Item> =
  | { type: 'began'; status: 'loading' | 'loading-more' }
  | { type: 'replaced'; page: PageOf<Item> }
  | { type: 'extended'; page: PageOf<Item> }
  | { type: 'changed'; item: Item }
  | { type: 'removed'; id: string }
  | { type: 'failed'; error: unknown };

export function reducePagedList<Item extends { id: string }>(
  state: PagedListState<Item>,
  action: Action<Item>,
): PagedListState<Item> {
  switch (action.type) {
    case 'began':
      return { ...state, status: action.status, error: null };
    case 'replaced':
      return { ...action.page, status: 'ready', isKnown: true, error: null };
    case 'extended': {
      // A row that moved between two pages is shown once.
      const known = new Set(state.items.map(({ id }) => id));
      const added = action.page.items.filter(({ id }) => !known.has(id));
      return {
        ...state,
        items: [...state.items, ...added],
        nextCursor: action.page.nextCursor,
        status: 'ready',
      };
    }
    case 'changed':
      return {
        ...state,
        items: state.items.map((item) => (item.id === action.item.id ? action.item : item)),
      };
    case 'removed':
      return { ...state, items: state.items.filter(({ id }) => id !== action.id) };
    case 'failed':
      return { ...state, status: 'ready', error: action.error };
  }
}

export type PagedList<Item> = PagedListState<Item> & {
  showMore: () => void;
  reload: () => void;
  /** The same for news that nobody here asked for: what is there stays as it is until the answer, and after a failure. */
  refresh: () => void;
  change: (item: Item) => void;
  remove: (id: string) => void;
};

type LoadPage<Item> = (input: { cursor: string | undefined; signal: AbortSignal }) => Promise<PageOf<Item>>;

/**
 * A list of the server's that is read page by page. Another `key` is another question: it starts anew, and answers to the
 * old one are thrown away.
 */
export function usePagedList<Item extends { id: string }>(
  key: string,
  load: LoadPage<Item>,
): PagedList<Item> {
  const [state, dispatch] = useReducer(reducePagedList<Item>, {
    items: [],
    nextCursor: null,
    status: 'loading',
    isKnown: false,
    error: null,
  });
  const latestLoad = useRef(load);
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    latestLoad.current = load;
  });

  const ask = useCallback(async (cursor: string | undefined, isQuiet = false) => {
    running.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    if (!isQuiet) dispatch({ type: 'began', status: cursor === undefined ? 'loading' : 'loading-more' });
    try {
      const page = await latestLoad.current({ cursor, signal });
      if (!signal.aborted) dispatch({ type: cursor === undefined ? 'replaced' : 'extended', page });
    } catch (error) {
      if (!signal.aborted && !isQuiet) dispatch({ type: 'failed', error });
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question
  useEffect(() => {
    void ask(undefined);
    return () => running.current?.abort();
  }, [ask, key]);

  const { nextCursor, status } = state;
  const showMore = useCallback(() => {
    if (nextCursor !== null && status === 'ready') void ask(nextCursor);
  }, [ask, nextCursor, status]);
  const reload = useCallback(() => void ask(undefined), [ask]);
  // One that is on its way is asked anew, not quietly: its list is another one's answer until then.
  const refresh = useCallback(() => void ask(undefined, status === 'ready'), [ask, status]);
  const change = useCallback((item: Item) => dispatch({ type: 'changed', item }), []);
  const remove = useCallback((id: string) => dispatch({ type: 'removed', id }), []);
  return { ...state, showMore, reload, refresh, change, remove };
}
