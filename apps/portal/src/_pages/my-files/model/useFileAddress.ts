'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type FileFilters, formatFilters, parseFilters } from './fileFilters';

/** Changes the address without leaving the page; the framework tells everybody who reads it. */
function go(query: URLSearchParams, isStep: boolean): void {
  const text = query.toString();
  history[isStep ? 'pushState' : 'replaceState'](null, '', text === '' ? '/' : `/?${text}`);
}

/** What the address says: which files are listed, and whose details are open. The back button goes through both. */
export function useFileAddress() {
  const search = useSearchParams();
  const filters = useMemo(() => parseFilters((name) => search.get(name)), [search]);

  const changeFilters = useCallback((wanted: FileFilters, isTyping: boolean) => {
    go(new URLSearchParams(formatFilters(wanted)), !isTyping);
  }, []);

  const open = useCallback((id: string) => {
    const query = new URLSearchParams(location.search);
    query.set('file', id);
    go(query, true);
  }, []);

  const close = useCallback(() => {
    const query = new URLSearchParams(location.search);
    if (!query.has('file')) return;
    query.delete('file');
    go(query, false);
  }, []);

  return { filters, openId: search.get('file'), changeFilters, open, close };
}
