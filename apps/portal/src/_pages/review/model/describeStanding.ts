import type { ReviewDetail } from '@/entities/review';
import { claimOf, isOpen } from './describeReview';

/**
 * What the viewer may do about a file now:
 * - `own`: nothing, it is theirs;
 * - `unreadable`: nothing, it is still being checked or did not pass;
 * - `decided`: reopen it;
 * - `theirs`: take it over;
 * - `free` and `mine`: decide, and claim or release.
 */
export type Standing = 'own' | 'unreadable' | 'decided' | 'theirs' | 'free' | 'mine';

export function describeStanding(
  detail: Pick<ReviewDetail, 'owner' | 'state' | 'review' | 'claim'>,
  viewer: { viewerId: string; now: number },
): Standing {
  if (detail.owner.id === viewer.viewerId) return 'own';
  if (detail.state !== 'available' && detail.state !== 'quarantined') return 'unreadable';
  return isOpen(detail) ? claimOf(detail, viewer) : 'decided';
}
