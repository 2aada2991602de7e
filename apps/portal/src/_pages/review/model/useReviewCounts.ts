'use client';

import { useCallback, useEffect, useState } from 'react';
import { type ReviewCounts, readReviewCounts } from '@/entities/review';
import { useIsLive, useLiveChanges } from '@/shared/live';

/** By a page that nobody tells of changes, and by one that is told and only makes sure; in milliseconds. */
const refreshMs = { alone: 15_000, live: 60_000 } as const;

/** How many files are in each state, as rendered and then anew now and then; when it cannot be asked, as it was. */
export function useReviewCounts(rendered: ReviewCounts): ReviewCounts {
  const [counts, setCounts] = useState(rendered);
  useEffect(() => setCounts(rendered), [rendered]);
  const refresh = useCallback(async () => {
    if (document.visibilityState !== 'visible' || !navigator.onLine) return;
    await readReviewCounts().then(setCounts, () => {});
  }, []);
  const isLive = useIsLive();
  useLiveChanges(['file'], refresh);
  useEffect(() => {
    const timer = setInterval(() => void refresh(), isLive ? refreshMs.live : refreshMs.alone);
    return () => clearInterval(timer);
  }, [refresh, isLive]);
  return counts;
}
