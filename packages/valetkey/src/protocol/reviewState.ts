/**
 * The review of one version of a document, beside its storage life.
 *
 * A version starts `unreviewed`. A reviewer who takes it makes it `in_review` and holds it by a claim that ends by itself; giving
 * it back undecided makes it `unreviewed` again. Whoever holds it decides about exactly this version: `approved`,
 * `changes_requested` or `rejected`. Where four eyes are asked for, a first approval makes it `awaiting_second`, and only
 * another person's decision ends that. A decided version goes back to `in_review` by an audited reopening and in no other
 * way. A new version of the document starts again at `unreviewed`; what was decided about the old one stays with the old one.
 */
export const reviewTransitions = {
  unreviewed: ['in_review'],
  in_review: ['unreviewed', 'awaiting_second', 'approved', 'changes_requested', 'rejected'],
  awaiting_second: ['in_review', 'approved', 'changes_requested', 'rejected'],
  approved: ['in_review'],
  changes_requested: ['in_review'],
  rejected: ['in_review'],
} as const satisfies Record<string, readonly string[]>;

export type ReviewState = keyof typeof reviewTransitions;

export const reviewStates = Object.keys(reviewTransitions) as readonly ReviewState[];

/** Whether the review table has this edge. */
export function canReviewBecome(from: ReviewState, to: ReviewState): boolean {
  return (reviewTransitions[from] as readonly ReviewState[]).includes(to);
}

/** What a reviewer may decide, and the state it makes. */
export const reviewDecisions = {
  approve: 'approved',
  request_changes: 'changes_requested',
  reject: 'rejected',
} as const satisfies Record<string, ReviewState>;

export type ReviewDecisionKind = keyof typeof reviewDecisions;

/** Whether somebody decided, and nobody reopened it since. */
export function isDecided(review: ReviewState): boolean {
  return (Object.values(reviewDecisions) as ReviewState[]).includes(review);
}
