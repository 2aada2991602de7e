'use client';

import { useEffect, useRef } from 'react';
import { reviewTexts } from '@/shared/texts';
import { showToast } from '@/shared/ui';
import { useReviewMemory } from './ReviewMemory';

/** Says what the last decision did, on the page that came after it, with the way back to its file. */
export function useOutcome(open: (fileId: string) => void): void {
  const memory = useReviewMemory();
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const { outcome } = memory;
    if (outcome === null) return;
    memory.outcome = null;
    showToast(outcome.text, {
      label: reviewTexts.decision.lookAgain,
      run: () => latest.current(outcome.fileId),
    });
  }, [memory]);
}
