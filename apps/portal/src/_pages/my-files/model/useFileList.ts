'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type FilePage, type FileSummary, isBeingChecked, listFiles, readFile } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { type FileFilters, formatFilters, toListInput } from './fileFilters';
import { reduceFileList } from './reduceFileList';
import { useLiveFiles } from './useLiveFiles';
import { usePatientPolling } from './usePatientPolling';

/** Up to this many files are asked for one by one, which costs less than a page of the list. */
const fewFiles = 4;
const maxPage = 100;
/** Pages after the first are larger: whoever scrolls wants many. */
const nextPage = 100;

/** One's own files: the first page as it was rendered, then other questions, more pages, and a look now and then while something is being checked. */
export function useFileList(firstPage: FilePage, filters: FileFilters) {
  const question = formatFilters(filters);
  const [state, dispatch] = useReducer(reduceFileList, {
    ...firstPage,
    question,
    status: 'ready',
    problem: null,
    hasNews: false,
  });
  const asking = useRef<AbortController | null>(null);
  const latest = useRef({ state, filters });

  useEffect(() => {
    latest.current = { state, filters };
  });

  const load = useCallback(async (wanted: FileFilters) => {
    asking.current?.abort();
    const controller = new AbortController();
    asking.current = controller;
    const asked = formatFilters(wanted);
    dispatch({ type: 'began', status: 'searching', question: asked });
    try {
      const page = await listFiles({ ...toListInput(wanted), signal: controller.signal });
      dispatch({ type: 'replaced', question: asked, page });
    } catch (error) {
      if (!controller.signal.aborted) dispatch({ type: 'failed', error, isQuiet: false });
    }
  }, []);

  const reload = useCallback(() => load(latest.current.filters), [load]);

  const refresh = useCallback(async () => {
    const asked = latest.current;
    const limit = Math.min(maxPage, Math.max(25, asked.state.files.length));
    try {
      const page = await listFiles({ ...toListInput(asked.filters), limit });
      const isNewestFirst = asked.filters.sort === '-createdAt';
      dispatch({ type: 'refreshed', question: formatFilters(asked.filters), page, isNewestFirst });
    } catch (error) {
      dispatch({ type: 'failed', error, isQuiet: true });
    }
  }, []);

  const lookAt = useCallback(
    async (ids: readonly string[]) => {
      if (ids.length > fewFiles) return refresh();
      try {
        dispatch({ type: 'patched', files: await Promise.all(ids.map((id) => readFile(id))) });
      } catch (error) {
        // Deleted elsewhere: the list knows.
        if (error instanceof ApiError && error.status === 404) return refresh();
        dispatch({ type: 'failed', error, isQuiet: true });
      }
    },
    [refresh],
  );

  const look = useCallback(
    () => lookAt(latest.current.state.files.filter(isBeingChecked).map(({ id }) => id)),
    [lookAt],
  );

  const showMore = useCallback(async () => {
    const { state: now, filters: wanted } = latest.current;
    if (now.nextCursor === null || now.status !== 'ready') return;
    const asked = formatFilters(wanted);
    dispatch({ type: 'began', status: 'loading-more', question: asked });
    try {
      const page = await listFiles({ ...toListInput(wanted), cursor: now.nextCursor, limit: nextPage });
      dispatch({ type: 'extended', question: asked, page });
    } catch (error) {
      dispatch({ type: 'failed', error, isQuiet: false });
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another question; the rest is as it was
  useEffect(() => {
    if (question !== latest.current.state.question) void load(filters);
  }, [question, load]);

  usePatientPolling(state.files.some(isBeingChecked), look);
  useLiveFiles({
    isShown: (id) => state.files.some((file) => file.id === id),
    onChanged: lookAt,
    onOthers: () => void refresh(),
  });

  const removed = useCallback((ids: readonly string[]) => dispatch({ type: 'removed', ids }), []);
  const changed = useCallback((file: FileSummary) => dispatch({ type: 'patched', files: [file] }), []);

  return { state, reload, refresh, showMore, removed, changed };
}
