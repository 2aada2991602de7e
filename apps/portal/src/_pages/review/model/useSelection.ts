'use client';

import { useCallback, useMemo, useState } from 'react';
import type { ReviewFile } from '@/entities/review';

export type Selection = {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  add: (ids: readonly string[]) => void;
  remove: (ids: readonly string[]) => void;
  clear: () => void;
};

/** Which rows are selected. Another list starts without any: `key` names the list. */
export function useSelection(key: string): Selection {
  const [state, setState] = useState<{ key: string; ids: ReadonlySet<string> }>({ key, ids: new Set() });
  const ids = useMemo(() => (state.key === key ? state.ids : new Set<string>()), [state, key]);

  const change = useCallback(
    (edit: (ids: Set<string>) => void) =>
      setState((before) => {
        const next = new Set(before.key === key ? before.ids : []);
        edit(next);
        return { key, ids: next };
      }),
    [key],
  );

  return {
    ids,
    toggle: useCallback(
      (id) =>
        change((next) => {
          if (!next.delete(id)) next.add(id);
        }),
      [change],
    ),
    add: useCallback(
      (more) =>
        change((next) => {
          for (const id of more) next.add(id);
        }),
      [change],
    ),
    remove: useCallback(
      (less) =>
        change((next) => {
          for (const id of less) next.delete(id);
        }),
      [change],
    ),
    clear: useCallback(() => change((next) => next.clear()), [change]),
  };
}

/** What of the list is selected, in its order; what left the list is not. */
export function selectedFiles(
  { files, gone }: { files: readonly ReviewFile[]; gone: ReadonlySet<string> },
  ids: ReadonlySet<string>,
): ReviewFile[] {
  return files.filter(({ id }) => ids.has(id) && !gone.has(id));
}
