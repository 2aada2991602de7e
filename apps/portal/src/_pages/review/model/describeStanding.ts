import type { ReviewDecision, ReviewDetail } from '@/entities/review';
import { claimOf, isOpen } from './describeReview';

/**
 * What the viewer may do about a file now:
 * - `own`: nothing, it is theirs;
 * - `unreadable`: nothing, it is still being checked or did not pass;
 * - `decided`: reopen it;
 * - `waits`: nothing, somebody else has to agree to the first approval;
 * - `theirs`: take it over;
 * - `free` and `mine`: decide, and claim or release.
 */
export type Standing = 'own' | 'unreadable' | 'decided' | 'waits' | 'theirs' | 'free' | 'mine';

type Facts = Pick<ReviewDetail, 'owner' | 'state' | 'review' | 'claim' | 'version'> & {
  decisions: readonly ReviewDecision[];
};

export function describeStanding(
  detail: Facts,
  viewer: { viewerId: string; mayApproveSecond: boolean; now: number },
): Standing {
  if (detail.owner.id === viewer.viewerId) return 'own';
  if (detail.state !== 'available' && detail.state !== 'quarantined') return 'unreadable';
  if (!isOpen(detail)) return 'decided';
  const first = firstApproval(detail);
  if (first !== null && (!viewer.mayApproveSecond || first.by.id === viewer.viewerId)) return 'waits';
  return claimOf(detail, viewer);
}

/** The approval that waits for a second one. */
export function firstApproval({
  review,
  version,
  decisions,
}: Pick<Facts, 'review' | 'version' | 'decisions'>) {
  if (review !== 'awaiting_second') return null;
  return decisions.find((decision) => decision.version === version) ?? null;
}
