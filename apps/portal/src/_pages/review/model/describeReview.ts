import type { ReviewCounts, ReviewFile, ReviewState } from '@/entities/review';
import { reviewTexts as words } from '@/shared/texts';
import type { QueueTab } from './QueueFilter';

export type ReviewLook = 'good' | 'wait' | 'bad' | 'plain' | 'accent';

const looks: Readonly<Record<ReviewState, ReviewLook>> = {
  unreviewed: 'plain',
  in_review: 'accent',
  awaiting_second: 'wait',
  approved: 'good',
  changes_requested: 'wait',
  rejected: 'bad',
};

export function describeReview(state: ReviewState): { label: string; look: ReviewLook } {
  return { label: words.states[state], look: looks[state] };
}

/** Counts are exact up to this many; one more stands for "more". */
const exactUpTo = 1_000;

export function describeCount(count: number): string {
  return count > exactUpTo ? '1,000+' : count.toLocaleString('en');
}

/** How many files each tab holds. */
export function countTabs(counts: ReviewCounts): Record<QueueTab, number> {
  const { unreviewed, inReview, awaitingSecond, approved, changesRequested, rejected } = counts;
  const open = unreviewed + inReview;
  return {
    open,
    awaiting_second: awaitingSecond,
    approved,
    changes_requested: changesRequested,
    rejected,
    all: open + awaitingSecond + approved + changesRequested + rejected,
  };
}

/** Who works on a file, from the viewer's side. A claim that ran out holds nobody back. */
export function claimOf(
  { claim }: Pick<ReviewFile, 'claim'>,
  { viewerId, now }: { viewerId: string; now: number },
): 'free' | 'mine' | 'theirs' {
  if (claim === null || Date.parse(claim.until) <= now) return 'free';
  return claim.by.id === viewerId ? 'mine' : 'theirs';
}

/** Whether somebody may still decide about the current version. */
export function isOpen({ review }: Pick<ReviewFile, 'review'>): boolean {
  return review === 'unreviewed' || review === 'in_review' || review === 'awaiting_second';
}
