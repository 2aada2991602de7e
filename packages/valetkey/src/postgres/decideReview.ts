import {
  isReviewReasonCode,
  type ReviewDecisionKind,
  reviewDecisions,
  reviewReasonCodes,
  ValetKeyError,
} from '../protocol/index.ts';
import { type FillRandom, insertAuditEvents, mintId } from './auditEvents.ts';
import {
  changeReview,
  endClaim,
  type ReviewChange,
  type ReviewStep,
  refuseDecided,
  refuseForeignClaim,
  refuseOwnFile,
  refuseUnreadable,
  reviewEvent,
} from './reviewChanges.ts';
import { readReviewText } from './reviewText.ts';

export type ReviewDecisionInput = ReviewChange & {
  /** The version that was looked at; `STALE` when another one is current. */
  version: number;
  decision: ReviewDecisionKind;
  /** Why it is not approved; a code of `reviewReasons`. Not given with an approval. */
  reasonCode?: string | null;
  /** For the owner, at most 2,000 characters. */
  message?: string | null;
  /** For the team, at most 2,000 characters. */
  note?: string | null;
};

const actions = {
  approve: 'review.approved',
  request_changes: 'review.changes_requested',
  reject: 'review.rejected',
} as const satisfies Record<ReviewDecisionKind, string>;

export type CheckedDecision = ReturnType<typeof checkDecision>;

/** What can be refused without looking at the file. */
export function checkDecision(input: ReviewDecisionInput) {
  const { decision, version } = input;
  if (!Object.hasOwn(reviewDecisions, decision))
    throw new ValetKeyError(
      'INVALID_BODY',
      `decision must be one of ${Object.keys(reviewDecisions).join(', ')}.`,
    );
  if (!Number.isSafeInteger(version) || version < 1)
    throw new ValetKeyError('INVALID_BODY', 'version must be the number of the version that was looked at.');
  const reasonCode = input.reasonCode ?? null;
  if (decision === 'approve' && reasonCode !== null)
    throw new ValetKeyError('INVALID_BODY', 'An approval has no reasonCode; leave it out.');
  if (decision !== 'approve' && (reasonCode === null || !isReviewReasonCode(reasonCode)))
    throw new ValetKeyError('INVALID_BODY', `reasonCode must be one of ${reviewReasonCodes.join(', ')}.`);
  return {
    decision,
    version,
    reasonCode,
    message: readReviewText(input.message, 'message'),
    note: readReviewText(input.note, 'note'),
  };
}

/** Decides about the locked version, or throws with nothing written. Takes it first when nobody holds it. */
export async function decideReview(
  step: ReviewStep,
  given: CheckedDecision,
  random: FillRandom,
): Promise<void> {
  refuseOwnFile(step);
  const { client, upload, claim, change, now } = step;
  if (upload.version !== given.version)
    throw new ValetKeyError('STALE', 'There is a newer version of this file; look at that one.');
  refuseDecided(step);
  refuseUnreadable(step);
  refuseForeignClaim(step);
  if (given.decision === 'approve' && upload.state !== 'available')
    throw new ValetKeyError(
      'INVALID_STATE',
      'The file is on hold and cannot be approved until it is released.',
    );
  if (upload.review === 'awaiting_second')
    throw new ValetKeyError('INVALID_STATE', 'The file waits for the decision of a second person.');

  const events = [];
  if (upload.review === 'unreviewed') await changeReview(step, 'in_review');
  if (claim === null) events.push(reviewEvent(step, 'review.claimed', { details: { isImplicit: true } }));
  await changeReview(step, reviewDecisions[given.decision]);
  await endClaim(step);
  await client.query(
    `insert into valetkey.review_decision (id, file_id, version, by_id, at, decision, reason_code, message, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      mintId(random),
      upload.file_id,
      upload.version,
      change.reviewer.id,
      now,
      given.decision,
      given.reasonCode,
      given.message,
      given.note,
    ],
  );
  events.push(reviewEvent(step, actions[given.decision], { details: { reasonCode: given.reasonCode } }));
  await insertAuditEvents(client, events, random);
}
