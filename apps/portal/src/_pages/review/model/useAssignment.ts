'use client';

import { useState } from 'react';
import { assignReviewFile, type Reviewer } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { announce } from '@/shared/ui';
import type { useReviewFile } from './useReviewFile';

/** Giving a file to somebody: whether they are being chosen, and the act itself. */
export function useAssignment(id: string, run: ReturnType<typeof useReviewFile>['run']) {
  const [isAssigning, setIsAssigning] = useState(false);

  async function assign(to: Reviewer, reason: string): Promise<void> {
    if (!(await run('assign', () => assignReviewFile(id, to.id, reason)))) return;
    setIsAssigning(false);
    announce(reviewTexts.assign.done(to.name));
  }

  return { isAssigning, setIsAssigning, assign };
}
