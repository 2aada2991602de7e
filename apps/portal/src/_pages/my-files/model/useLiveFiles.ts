'use client';

import { useEffect, useRef } from 'react';
import { useLiveChanges } from '@/shared/live';

/** Between two looks at the list because of files that it does not show, in milliseconds: hundreds may be on their way at once. */
const pauseMs = 4_000;

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
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lookedAt = useRef(Number.NEGATIVE_INFINITY);
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  function lookSoon(): void {
    if (timer.current !== undefined) return;
    const look = () => {
      timer.current = undefined;
      lookedAt.current = performance.now();
      latest.current.onOthers();
    };
    timer.current = setTimeout(look, Math.max(0, lookedAt.current + pauseMs - performance.now()));
  }

  useLiveChanges(['file'], async (news) => {
    const ids = news === null ? [] : [...news.ids];
    const shown = ids.filter(files.isShown);
    if (news === null || shown.length < ids.length) lookSoon();
    if (shown.length > 0) await files.onChanged(shown);
  });
}
