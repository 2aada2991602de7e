'use client';

import { describeMilestone, milestoneOf, type UploadMilestone } from './milestoneOf.ts';
import { useUploads } from './useUploads.ts';

/**
 * What a screen reader should hear: the start, each quarter, the end, each once. Put the text into one element with
 * `role="status"` that is always there.
 *
 * @param describe words for a milestone; the same text for the same milestone. @default English
 */
export function useUploadAnnouncement(
  describe: (milestone: UploadMilestone) => string = describeMilestone,
): string {
  return useUploads(({ totals }) => describe(milestoneOf(totals)));
}
