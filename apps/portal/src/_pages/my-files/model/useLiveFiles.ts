'use client';

import { useEffect, useRef } from 'react';
import { useLiveChanges } from '@/shared/live';

/**
 * The first change is looked at at once. While more come, the looks are this far apart, and further each time: hundreds of files may be on
 * their way at once. In milliseconds.
 */
const pauses = { first: 1_000, last: 8_000 } as const;

type LiveFiles = {
  /** Whether the list shows this file. */
  isShown: (id: string) => boolean;
  /** These, which the list shows, changed. */
  onChanged: (ids: readonly string[]) => Promise<void>;
  /** Others came or changed, or nobody knows which. */
  onOthers: () => void;
};

/** Follows what happens to one's files, here, elsewhere, and by the team. */
export function useLiveFiles(files: LiveFiles): void {
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  });
  const looks = useRef({
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    at: Number.NEGATIVE_INFINITY,
    pause: pauses.first as number,
    ids: new Set<string>(),
    isAll: false,
  });
  useEffect(() => () => clearTimeout(looks.current.timer), []);

  function look(): void {
    const current = looks.current;
    const now = performance.now();
    const isQuiet = now - current.at > 2 * pauses.last;
    current.pause = isQuiet ? pauses.first : Math.min(pauses.last, current.pause * 2);
    current.at = now;
    current.timer = undefined;
    const { ids, isAll } = current;
    current.ids = new Set();
    current.isAll = false;
    if (isAll) latest.current.onOthers();
    else void latest.current.onChanged([...ids]);
  }

  useLiveChanges(['file'], (news) => {
    const current = looks.current;
    for (const id of news?.ids ?? []) {
      if (latest.current.isShown(id)) current.ids.add(id);
      else current.isAll = true;
    }
    current.isAll ||= news === null;
    current.timer ??= setTimeout(look, Math.max(0, current.at + current.pause - performance.now()));
  });
}
