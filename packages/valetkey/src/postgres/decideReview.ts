import { type ReviewDecisionKind, reviewDecisions, ValetKeyError } from '../protocol/index.ts';
import { type FillRandom, insertAuditEvents, mintId } from './auditEvents.ts';
import { type ReasonCode, type ReasonCodes, reasonCodePattern } from './reasonCodes.ts';
import {
  changeReview,
  endClaim,
  type ReviewChange,
  type ReviewStep,
  refuseDecided,
  refuseForeignClaim,
  refuseOwnFile,
  refuseUnfitSecond,
  refuseUnreadable,
  reviewEvent,
} from './reviewChanges.ts';
import { readReviewText } from './reviewText.ts';

export type ReviewDecisionInput = ReviewChange & {
  /** The version that was looked at; `STALE` when another one is current. */
  version: number;
  decision: ReviewDecisionKind;
  /**
   * Whether it is the second of the two that some versions need: `STALE` when it would be the other one. Not said, it is whichever
   * comes next.
   */
  isSecond?: boolean | null;
  /** Why it is not approved; a code that the file's profile knows. Not given with an approval. */
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
  if (decision !== 'approve' && (reasonCode === null || !reasonCodePattern.test(reasonCode)))
    throw new ValetKeyError('INVALID_BODY', 'reasonCode must say why it is not approved.');
  return {
    decision,
    version,
    isSecond: input.isSecond ?? null,
    reasonCode,
    message: readReviewText(input.message, 'message'),
    note: readReviewText(input.note, 'note'),
  };
}

/** The reason in the words of the file's profile. */
async function demandReason(
  step: ReviewStep,
  code: string | null,
  reasonCodes: ReasonCodes,
): Promise<ReasonCode | null> {
  if (code === null) return null;
  const known = await reasonCodes(step.upload.profile, step.client);
  const found = known.find((reason) => reason.code === code);
  if (found !== undefined) return found;
  const codes = known.map((reason) => reason.code);
  throw new ValetKeyError('INVALID_BODY', `reasonCode must be one of ${codes.join(', ')}.`);
}

/**
 * Decides about the locked version, or throws with nothing written. Takes it first when nobody holds it. Of a version that needs two
 * people the first approval makes it wait for the second; whatever else is decided, one is enough.
 */
export async function decideReview(
  step: ReviewStep,
  given: CheckedDecision,
  { random, reasonCodes }: { random: FillRandom; reasonCodes: ReasonCodes },
): Promise<void> {
  refuseOwnFile(step);
  const { client, upload, claim, change, now } = step;
  if (upload.version !== given.version)
    throw new ValetKeyError('STALE', 'There is a newer version of this file; look at that one.');
  const isSecond = upload.review === 'awaiting_second';
  refuseDecided(step);
  refuseUnreadable(step);
  if (given.isSecond !== null && given.isSecond !== isSecond)
    throw new ValetKeyError('STALE', 'Somebody approved it, or it was reopened, since you looked at it.');
  await refuseUnfitSecond(step, change.reviewer);
  refuseForeignClaim(step);
  if (given.decision === 'approve' && upload.state !== 'available')
    throw new ValetKeyError(
      'INVALID_STATE',
      'The file is on hold and cannot be approved until it is released.',
    );
  const reason = await demandReason(step, given.reasonCode, reasonCodes);
  const isFirstOfTwo = given.decision === 'approve' && upload.is_second_approval_required && !isSecond;

  const events = [];
  if (upload.review === 'unreviewed') await changeReview(step, 'in_review');
  if (claim === null) events.push(reviewEvent(step, 'review.claimed', { details: { isImplicit: true } }));
  await changeReview(step, isFirstOfTwo ? 'awaiting_second' : reviewDecisions[given.decision]);
  await endClaim(step);
  await client.query(
    `insert into valetkey.review_decision
       (id, file_id, version, by_id, at, decision, reason_code, reason_label, message, note, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      mintId(random),
      upload.file_id,
      upload.version,
      change.reviewer.id,
      now,
      given.decision,
      reason?.code ?? null,
      reason?.label ?? null,
      given.message,
      given.note,
      isFirstOfTwo ? null : upload.review_due_at,
    ],
  );
  // A name of its own, so that nobody takes it for the outcome: not the owner's history, no mail, no webhook.
  const action = isFirstOfTwo ? 'review.first_approved' : actions[given.decision];
  events.push(reviewEvent(step, action, { details: { reasonCode: given.reasonCode } }));
  await insertAuditEvents(client, events, random);
}
