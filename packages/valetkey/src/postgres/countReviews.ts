import type { Pool } from 'pg';
import { type ReviewState, reviewStates } from '../protocol/index.ts';
import { onPool } from './inTransaction.ts';
import { isInQueue } from './reviewQueueQuery.ts';
import { isReviewable } from './reviewRow.ts';
import { isInScope, type ReviewScope } from './reviewScope.ts';

/** How many documents that are to be reviewed are in each review state; each is exact up to 1,000, and 1,001 means more. */
export type ReviewCounts = {
  unreviewed: number;
  inReview: number;
  awaitingSecond: number;
  approved: number;
  changesRequested: number;
  rejected: number;
};

const countNames = {
  unreviewed: 'unreviewed',
  in_review: 'inReview',
  awaiting_second: 'awaitingSecond',
  approved: 'approved',
  changes_requested: 'changesRequested',
  rejected: 'rejected',
} as const satisfies Record<ReviewState, keyof ReviewCounts>;

const countLimit = 1_001;

export async function countReviews(pool: Pool, scope: ReviewScope | null): Promise<ReviewCounts> {
  const values: unknown[] = [];
  const isSeen = isInScope(scope, (value) => `$${values.push(value)}`);
  const columns = reviewStates.map(
    (review) => `(select count(*)::integer from (
      select from valetkey.file f where ${isReviewable} and ${isInQueue} and f.is_review_required and f.review = '${review}' and ${isSeen} limit ${countLimit}
    ) counted) as "${countNames[review]}"`,
  );
  const found = await onPool(pool, (client) =>
    client.query<ReviewCounts>(`select ${columns.join(', ')}`, values),
  );
  const [counts] = found.rows;
  if (counts === undefined) throw new TypeError('a select without from returns one row');
  return counts;
}
