import { ValetKeyError } from '../protocol/index.ts';
import { type FillRandom, insertAuditEvents } from './auditEvents.ts';
import {
  changeReview,
  type Reviewer,
  type ReviewStep,
  refuseDecided,
  refuseOwnFile,
  refuseUnfitSecond,
  refuseUnreadable,
  reviewEvent,
  takeClaim,
} from './reviewChanges.ts';
import { isBesideScope } from './reviewScope.ts';

type Assignment = {
  /** Whom the caller knows to review. */
  assignee: Reviewer;
  /** Needed where a third person holds it. */
  reason: string | null;
  until: Date;
  random: FillRandom;
};

/** Gives the locked document to somebody, or throws with nothing written. */
export async function assignReview(
  step: ReviewStep,
  { assignee, reason, until, random }: Assignment,
): Promise<void> {
  refuseOwnFile(step);
  refuseDecided(step);
  refuseUnreadable(step);
  if (step.file.owner_id === assignee.id)
    throw new ValetKeyError('INVALID_STATE', 'It is their own file; give it to somebody else.');
  await refuseUnfitSecond(step, assignee);
  const from = step.claim?.byId ?? null;
  if (isBesideScope(assignee, step.file))
    throw new ValetKeyError('INVALID_STATE', 'They do not see files of this kind; choose somebody else.');
  if (reason === null && from !== null && from !== step.change.reviewer.id && from !== assignee.id)
    throw new ValetKeyError('CLAIMED', 'Somebody else is reviewing this file; say why it is given away.');
  if (step.upload.review === 'unreviewed') await changeReview(step, 'in_review');
  await takeClaim(step, until, { holderId: assignee.id, isTakeOver: true });
  await insertAuditEvents(
    step.client,
    [reviewEvent(step, 'review.assigned', { reason, details: { to: assignee.id, from } })],
    random,
  );
}
