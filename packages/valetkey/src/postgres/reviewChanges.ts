import type { PoolClient } from 'pg';
import { isDecided, type ReviewState, ValetKeyError } from '../protocol/index.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import type { Reviewed } from './lockReviewed.ts';
import { isBesideScope, type ReviewScope } from './reviewScope.ts';

/** Somebody of the team, and what the caller knows that they may. */
export type Reviewer = {
  id: string;
  /** Be the second of the two people whom some versions need. @default false */
  mayApproveSecond?: boolean;
  /** What they see; everything else does not exist for them. `null` is everything. @default null */
  scope?: ReviewScope | null;
};

/** Who does what to which document. */
export type ReviewChange = {
  fileId: string;
  reviewer: Reviewer;
  requestId: string;
  /** Whether a claim that it takes is for a page that is open: short, and renewed for as long as that is. @default false */
  isLease?: boolean;
};

/** What is about to be written, on one locked document. */
export type ReviewStep = Reviewed & { client: PoolClient; change: ReviewChange; now: Date };

/** Storage states in which a version is there to be looked at. */
const readableStates = ['available', 'quarantined'];

export function reviewEvent(
  { change, file, upload, now }: ReviewStep,
  action: string,
  extra: Partial<Pick<NewAuditEvent, 'reason' | 'details'>> = {},
): NewAuditEvent {
  return {
    at: now,
    actor: { type: 'user', id: change.reviewer.id },
    action,
    fileId: upload.file_id,
    version: upload.version,
    purpose: isBesideScope(change.reviewer, file) ? 'break_glass' : null,
    reason: null,
    requestId: change.requestId,
    ...extra,
  };
}

export function refuseOwnFile({ file, change }: ReviewStep): void {
  if (file.owner_id === change.reviewer.id)
    throw new ValetKeyError('OWN_FILE', 'This is your own file; another reviewer has to look at it.');
}

export function refuseUnreadable({ upload }: ReviewStep): void {
  if (!readableStates.includes(upload.state))
    throw new ValetKeyError(
      'INVALID_STATE',
      'The file is not there to be reviewed: its check is not done or failed.',
    );
}

export function refuseDecided({ upload }: ReviewStep): void {
  if (isDecided(upload.review))
    throw new ValetKeyError('INVALID_STATE', 'This version is decided already; reopen it to decide again.');
}

export function refuseForeignClaim({ claim, change }: ReviewStep): void {
  if (claim !== null && claim.byId !== change.reviewer.id) throw claimed();
}

export function claimed(): ValetKeyError {
  return new ValetKeyError(
    'CLAIMED',
    'Somebody else is reviewing this file; take it over, or choose another.',
  );
}

/** What waits for a second person waits for somebody who may be that, and who is not the first. */
export async function refuseUnfitSecond({ client, upload }: ReviewStep, person: Reviewer): Promise<void> {
  if (upload.review !== 'awaiting_second') return;
  if (person.mayApproveSecond !== true)
    throw new ValetKeyError(
      'SECOND_APPROVAL_REQUIRED',
      'Somebody approved this version; a lead or an administrator has to agree.',
    );
  // It is the last decision that made it wait.
  const { rows } = await client.query<{ by_id: string }>(
    'select by_id from valetkey.review_decision where file_id = $1 and version = $2 order by seq desc limit 1',
    [upload.file_id, upload.version],
  );
  if (rows[0]?.by_id === person.id)
    throw new ValetKeyError(
      'SECOND_APPROVAL_REQUIRED',
      'You approved this version already; somebody else has to agree.',
    );
}

/** One conditional update, of the version that is locked. */
export async function changeReview(step: ReviewStep, to: ReviewState): Promise<void> {
  const { client, upload, now } = step;
  const changed = await client.query(
    `update valetkey.upload set review = $2, updated_at = $3
     where id = $1 and review = $4 and state = $5`,
    [upload.id, to, now, upload.review, upload.state],
  );
  if (changed.rowCount !== 1)
    throw new ValetKeyError('INVALID_STATE', 'The file changed meanwhile; look at it again.');
  upload.review = to;
}

/**
 * Takes the claim, for who asks unless somebody else is named, or renews it; fails when another holds it, unless it is to be taken
 * over. A renewal never makes it shorter.
 */
export async function takeClaim(
  step: ReviewStep,
  until: Date,
  options: { holderId?: string; isTakeOver?: boolean } = {},
): Promise<void> {
  const { client, upload, change, now } = step;
  const taken = await client.query(
    `insert into valetkey.review_claim as c (file_id, by_id, claimed_at, until) values ($1, $2, $3, $4)
     on conflict (file_id) do update set
       by_id = excluded.by_id,
       until = case when c.by_id = excluded.by_id then greatest(c.until, excluded.until) else excluded.until end,
       claimed_at = case when c.by_id = excluded.by_id and c.until > $3 then c.claimed_at else excluded.claimed_at end
       where $5 or c.by_id = excluded.by_id or c.until <= $3`,
    [upload.file_id, options.holderId ?? change.reviewer.id, now, until, options.isTakeOver ?? false],
  );
  if (taken.rowCount !== 1) throw claimed();
}

export async function endClaim({ client, upload }: ReviewStep): Promise<void> {
  await client.query('delete from valetkey.review_claim where file_id = $1', [upload.file_id]);
}
