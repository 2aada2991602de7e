'use client';

import { useCallback, useEffect, useState } from 'react';
import { type Draft, emptyDraft, hasText } from './Draft';
import { useReviewMemory } from './ReviewMemory';

/** The decision that is being filled in. Going to another file and back finds it again; leaving the review asks first. */
export function useDraft(fileId: string): {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  clear: () => void;
} {
  const { drafts } = useReviewMemory();
  const [draft, setDraft] = useState(() => drafts.get(fileId) ?? emptyDraft);

  const change = useCallback(
    (part: Partial<Draft>) => {
      const next = { ...(drafts.get(fileId) ?? emptyDraft), ...part };
      drafts.set(fileId, next);
      setDraft(next);
    },
    [drafts, fileId],
  );

  const clear = useCallback(() => {
    drafts.delete(fileId);
    setDraft(emptyDraft);
  }, [drafts, fileId]);

  const isUnsent = hasText(draft);
  useEffect(() => {
    if (!isUnsent) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsent]);

  return { draft, change, clear };
}
