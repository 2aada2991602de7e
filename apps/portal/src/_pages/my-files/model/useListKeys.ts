'use client';

import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type FileSummary, isBeingChecked } from '@/entities/file';
import { isTyping } from '@/shared/shell';
import type { FileActions } from './FileActions';

export type ListKeys = {
  files: readonly FileSummary[];
  selected: ReadonlySet<string>;
  isTrash: boolean;
  actions: FileActions;
  onSelect: (id: string, isRange: boolean) => void;
  onSelectAll: () => void;
  onClearSelection: () => void;
};

type ListFocus = {
  list: RefObject<HTMLElement | null>;
  reveal: RefObject<(index: number) => void>;
  activeIndex: number;
  onFocus: (event: FocusEvent) => void;
};

/** Where each key goes from row `index` of `count`. */
function destinationOf(key: string, index: number, count: number, isInside: boolean): number | null {
  const last = count - 1;
  if (key === 'j' || (isInside && key === 'ArrowDown')) return isInside ? Math.min(last, index + 1) : index;
  if (key === 'k' || (isInside && key === 'ArrowUp')) return isInside ? Math.max(0, index - 1) : index;
  if (isInside && key === 'Home') return 0;
  return isInside && key === 'End' ? last : null;
}

/** The list with the keyboard: one row has the focus, and the keys go from row to row or do something to it. */
export function useListKeys(options: ListKeys): ListFocus {
  const { files } = options;
  const list = useRef<HTMLElement>(null);
  const reveal = useRef<(index: number) => void>(() => {});
  const [active, setActive] = useState<{ id: string; index: number } | null>(null);
  const wantsFocus = useRef(false);
  const found = active === null ? 0 : files.findIndex(({ id }) => id === active.id);
  // The file that had the focus is gone: its place is taken by the next one.
  const activeIndex = found >= 0 ? found : Math.min(active?.index ?? 0, Math.max(0, files.length - 1));
  const latest = useRef({ ...options, activeIndex });

  useEffect(() => {
    latest.current = { ...options, activeIndex };
  });

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${activeIndex}"] [data-row-focus]`);
    row?.focus({ preventScroll: true });
    reveal.current(activeIndex);
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const now = latest.current;
      if (event.defaultPrevented || now.files.length === 0) return;
      const isInside = list.current?.contains(document.activeElement) ?? false;
      if (isInside && (event.ctrlKey || event.metaKey) && event.key === 'a') {
        event.preventDefault();
        now.onSelectAll();
        return;
      }
      if (isTyping(event)) return;
      const to = destinationOf(event.key, now.activeIndex, now.files.length, isInside);
      if (to !== null) {
        event.preventDefault();
        const file = now.files[to]!;
        wantsFocus.current = true;
        setActive({ id: file.id, index: to });
        if (event.shiftKey && to !== now.activeIndex) {
          if (now.selected.size === 0) now.onSelect(now.files[now.activeIndex]!.id, false);
          now.onSelect(file.id, true);
        }
        return;
      }
      const current = now.files[now.activeIndex]!;
      if (event.key === 'Escape' && now.selected.size > 0) now.onClearSelection();
      else if (!isInside && now.selected.size === 0) return;
      else if (isInside && event.key.toLowerCase() === 'x') now.onSelect(current.id, event.shiftKey);
      else if (isInside && event.key === 'F2' && !now.isTrash) now.actions.rename(current);
      else if (event.key === 'Delete') {
        const chosen = now.selected.size > 0 ? now.files.filter(({ id }) => now.selected.has(id)) : [current];
        const ready = chosen.filter((file) => !isBeingChecked(file));
        if (ready.length > 0) now.actions[now.isTrash ? 'purge' : 'delete'](ready);
      } else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return {
    list,
    reveal,
    activeIndex,
    onFocus: ({ target }) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
      const index = Number(row?.dataset.index);
      const file = files[index];
      if (row !== null && file !== undefined && file.id !== active?.id) setActive({ id: file.id, index });
    },
  };
}
