import type { UploadTotals } from '../client/index.ts';

/** What is worth saying about all uploads together: that they began, each quarter of their bytes, and how they ended. */
export type UploadMilestone =
  | { kind: 'none' }
  | { kind: 'moving'; quarter: 0 | 1 | 2 | 3; count: number }
  | { kind: 'resting'; done: number; failed: number; paused: number; count: number };

export function milestoneOf(
  totals: Pick<UploadTotals, 'active' | 'count' | 'done' | 'failed' | 'paused' | 'progress'>,
): UploadMilestone {
  const { active, count, done, failed, paused, progress } = totals;
  if (count === 0) return { kind: 'none' };
  if (active === 0) return { kind: 'resting', done, failed, paused, count };
  // The last quarter is said with its end.
  const quarter = Math.min(3, Math.floor(progress * 4)) as 0 | 1 | 2 | 3;
  return { kind: 'moving', quarter, count };
}

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

/** In English; hand a function of your own to {@link useUploadAnnouncement} for other languages. */
export function describeMilestone(milestone: UploadMilestone): string {
  if (milestone.kind === 'none') return '';
  if (milestone.kind === 'moving')
    return milestone.quarter === 0
      ? `Uploading ${files(milestone.count)}.`
      : `${milestone.quarter * 25} percent of ${files(milestone.count)} uploaded.`;
  const { done, failed, paused, count } = milestone;
  return [
    ...(done > 0 ? [`${done} of ${files(count)} uploaded.`] : []),
    ...(paused > 0 ? [`${files(paused)} paused.`] : []),
    ...(failed > 0 ? [`${files(failed)} could not be uploaded.`] : []),
  ].join(' ');
}
