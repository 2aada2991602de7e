'use client';

import { useEffect, useState } from 'react';
import { type ReviewCounts, readReviewCounts } from '@/entities/review';

const refreshMs = 15_000;

/** How many files are in each state, as rendered and then anew now and then; when it cannot be asked, as it was. */
export function useReviewCounts(rendered: ReviewCounts): ReviewCounts {
  const [counts, setCounts] = useState(rendered);
  useEffect(() => setCounts(rendered), [rendered]);
  useEffect(() => {
    let isOver = false;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible' || !navigator.onLine) return;
      readReviewCounts().then(
        (answer) => !isOver && setCounts(answer),
        () => {},
      );
    }, refreshMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, []);
  return counts;
}
