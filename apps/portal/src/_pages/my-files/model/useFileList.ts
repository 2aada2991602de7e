'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type FilePage, type FileSummary, isBeingChecked, listFiles, readFile } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { isSignedOutError } from './describeProblem';

export type FileListState = {
  files: readonly FileSummary[];
  nextCursor: string | null;
  /** What the list was searched for. */
  search: string;
  status: 'ready' | 'searching' | 'loading-more';
  /** What went wrong last, in words for the user; `null` after the next success. */
  problem: string | null;
  /** The session ended: nothing here works any more until the user signs in. */
  isSignedOut: boolean;
};

type Action =
  | { type: 'began'; status: 'searching' | 'loading-more'; search: string }
  | { type: 'replaced'; search: string; page: FilePage }
  | { type: 'extended'; page: FilePage }
  | { type: 'refreshed'; search: string; page: FilePage }
  | { type: 'patched'; files: FileSummary[] }
  | { type: 'removed'; id: string }
  | { type: 'failed'; error: unknown; isQuiet: boolean }
  | { type: 'signed-out' };

function mergeNewest(state: FileListState, page: FilePage): FileListState {
  // The newest page replaces the head of the list, and what was loaded beyond it stays where it is; but only when the two
  // meet, else there would be a hole between them that nobody could fill.
  const known = new Set(state.files.map((file) => file.id));
  const fresh = new Set(page.files.map((file) => file.id));
  const oldest = page.files.at(-1);
  const meets = page.files.some((file) => known.has(file.id));
  const rest =
    page.nextCursor === null || oldest === undefined || !meets
      ? []
      : state.files.filter((file) => !fresh.has(file.id) && file.createdAt <= oldest.createdAt);
  return {
    ...state,
    files: [...page.files, ...rest],
    nextCursor: rest.length > 0 ? state.nextCursor : page.nextCursor,
    problem: null,
  };
}

export function reduceFileList(state: FileListState, action: Action): FileListState {
  switch (action.type) {
    case 'began':
      return { ...state, status: action.status, search: action.search };
    case 'replaced':
      if (action.search !== state.search) return state;
      return { ...state, ...action.page, status: 'ready', problem: null };
    case 'extended': {
      const known = new Set(state.files.map((file) => file.id));
      const added = action.page.files.filter((file) => !known.has(file.id));
      return {
        ...state,
        files: [...state.files, ...added],
        nextCursor: action.page.nextCursor,
        status: 'ready',
        problem: null,
      };
    }
    case 'refreshed':
      return action.search === state.search ? mergeNewest(state, action.page) : state;
    case 'patched': {
      const changed = new Map(action.files.map((file) => [file.id, file]));
      return { ...state, files: state.files.map((file) => changed.get(file.id) ?? file) };
    }
    case 'removed':
      return { ...state, files: state.files.filter((file) => file.id !== action.id) };
    case 'signed-out':
      return { ...state, isSignedOut: true };
    case 'failed': {
      const isSignedOut = isSignedOutError(action.error);
      const problem =
        action.error instanceof ApiError
          ? action.error.message
          : 'The list cannot be loaded. Try again in a moment.';
      return {
        ...state,
        status: 'ready',
        isSignedOut: state.isSignedOut || isSignedOut,
        problem: action.isQuiet ? state.problem : problem,
      };
    }
  }
}

/** Waiting times between looks at files that are being checked: quick at first, then patient. In milliseconds. */
const firstPollMs = 1_000;
const lastPollMs = 8_000;

/** Up to this many files are asked for one by one, which costs less than a page of the list. */
const fewFiles = 4;

/** One's own files: the first page as it was rendered, then search, more pages, and a look now and then while something is being checked. */
export function useFileList(firstPage: FilePage) {
  const [state, dispatch] = useReducer(reduceFileList, {
    ...firstPage,
    search: '',
    status: 'ready',
    problem: null,
    isSignedOut: false,
  });
  const searching = useRef<AbortController | null>(null);
  const { files, search: currentSearch, nextCursor, status, isSignedOut } = state;

  const search = useCallback(async (q: string) => {
    searching.current?.abort();
    const controller = new AbortController();
    searching.current = controller;
    dispatch({ type: 'began', status: 'searching', search: q });
    try {
      const page = await listFiles({ q, signal: controller.signal });
      dispatch({ type: 'replaced', search: q, page });
    } catch (error) {
      if (!controller.signal.aborted) dispatch({ type: 'failed', error, isQuiet: false });
    }
  }, []);

  const refresh = useCallback(async () => {
    try {
      dispatch({ type: 'refreshed', search: currentSearch, page: await listFiles({ q: currentSearch }) });
    } catch (error) {
      dispatch({ type: 'failed', error, isQuiet: true });
    }
  }, [currentSearch]);

  const look = useCallback(async () => {
    const checked = files.filter(isBeingChecked);
    try {
      if (checked.length <= fewFiles) {
        const answers = await Promise.all(checked.map((file) => readFile(file.id)));
        dispatch({ type: 'patched', files: answers });
        return;
      }
      const limit = Math.min(100, files.findLastIndex(isBeingChecked) + 1);
      const page = await listFiles({ q: currentSearch, limit });
      dispatch({ type: 'refreshed', search: currentSearch, page });
    } catch (error) {
      // Deleted elsewhere: the list knows.
      if (error instanceof ApiError && error.status === 404) return refresh();
      dispatch({ type: 'failed', error, isQuiet: true });
    }
  }, [currentSearch, files, refresh]);

  const showMore = useCallback(async () => {
    if (nextCursor === null || status !== 'ready') return;
    dispatch({ type: 'began', status: 'loading-more', search: currentSearch });
    try {
      dispatch({ type: 'extended', page: await listFiles({ q: currentSearch, cursor: nextCursor }) });
    } catch (error) {
      dispatch({ type: 'failed', error, isQuiet: false });
    }
  }, [currentSearch, nextCursor, status]);

  const isChecking = !isSignedOut && files.some(isBeingChecked);
  const latestLook = useRef(look);
  useEffect(() => {
    latestLook.current = look;
  }, [look]);

  useEffect(() => {
    if (!isChecking) return;
    let delay = firstPollMs;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const lookAgain = async () => {
      if (document.visibilityState === 'visible') await latestLook.current();
      delay = Math.min(lastPollMs, delay * 1.4);
      if (!isOver) timer = setTimeout(lookAgain, delay);
    };
    timer = setTimeout(lookAgain, delay);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isChecking]);

  const removed = useCallback((id: string) => dispatch({ type: 'removed', id }), []);

  const changed = useCallback((file: FileSummary) => dispatch({ type: 'patched', files: [file] }), []);
  /** Whoever hears from the server that the session is over, says so here. */
  const noteSignOut = useCallback((error: unknown) => {
    if (isSignedOutError(error)) dispatch({ type: 'signed-out' });
  }, []);

  return { state, search, refresh, showMore, removed, changed, noteSignOut };
}
