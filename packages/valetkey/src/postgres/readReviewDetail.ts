import type { ExtractionKind, ExtractionState } from '../server/ExtractionRecords.ts';
import { type AuditEvent, type AuditEventRow, auditColumns, toAuditEvent } from './auditTrailRow.ts';
import { type CatalogueVersion, toCatalogueVersion } from './catalogueFile.ts';
import type { Queryable } from './inTransaction.ts';
import { noSuchFile } from './noSuchFile.ts';
import { readDerivatives } from './readDerivatives.ts';
import { type ReasonCode, type ReasonCodes, reasonLabelOf } from './reasonCodes.ts';
import type { Reviewer } from './reviewChanges.ts';
import {
  isReviewable,
  type ReviewComment,
  type ReviewDecision,
  type ReviewFile,
  type ReviewFileRow,
  type ReviewPerson,
  reviewFileColumns,
  toReviewFile,
} from './reviewRow.ts';
import { isBesideScope, maySee } from './reviewScope.ts';
import { isId, type UploadRow } from './uploadRow.ts';

/** One version, newest first in a list, with what was decided about it last. */
export type ReviewVersion = CatalogueVersion & { decision: ReviewDecision | null };

/** A document as a reviewer sees it. */
export type ReviewDetail = ReviewFile & {
  versions: ReviewVersion[];
  /** What was read out of the current version, without what was read: that is asked for by itself. `null` while nothing was. */
  extracted: { kind: ExtractionKind; state: ExtractionState; reason: string | null } | null;
  /** Malware scan of the current version. */
  scan: string | null;
  /** Base64 SHA-256 of the current version; with `-n`, that of the SHA-256 sums of its n parts. */
  checksumSha256: string | null;
  /** Facts that its sender gave with the current version, in the form of its profile; `null` without. */
  metadata: unknown;
  /** Who put it under legal hold, and when; `null` when nobody does, and for its owner. */
  legalHold: { by: ReviewPerson; at: string } | null;
  /** Oldest first. */
  comments: ReviewComment[];
  /** Newest first, of all versions. */
  decisions: ReviewDecision[];
  /** Those of its profile. */
  reasonCodes: readonly ReasonCode[];
  /** Whether two people have to approve the current version. */
  isSecondApprovalRequired: boolean;
  /** The newest 50 of the audit trail. */
  events: AuditEvent[];
};

const maxEvents = 50;
const maxComments = 500;
const maxDecisions = 500;

/** Everything about one document. Whoever looks at their own sees no more than its owner would: no names, no notes. */
export async function readReviewDetail(
  client: Queryable,
  options: { fileId: string; viewerId: string; now: Date; reasonCodes: ReasonCodes },
): Promise<ReviewDetail> {
  const { fileId, viewerId, now } = options;
  if (!isId(fileId)) throw noSuchFile();
  const files = await client.query<ReviewFileRow>(
    `select ${reviewFileColumns} from valetkey.file f left join valetkey.review_claim c on c.file_id = f.id
     where f.id = $1 and ${isReviewable}`,
    [fileId],
  );
  const row = files.rows[0];
  if (row === undefined) throw noSuchFile();
  const uploads = await client.query<UploadRow>(
    `select * from valetkey.upload where file_id = $1 and state not in ('reserved', 'aborted', 'expired')
     order by version desc`,
    [fileId],
  );
  const isOwn = row.owner_id === viewerId;
  const derivatives = await readDerivatives(client, [{ fileId, version: row.version }], { isList: false });
  const decisions = isOwn ? [] : await readDecisions(client, fileId);
  const current = uploads.rows.find((upload) => upload.version === row.version);
  const reviewOf = (upload: UploadRow) => (isOwn ? toCatalogueVersion(upload) : upload).review;
  return {
    ...toReviewFile(row, now, derivatives),
    ...(isOwn && current !== undefined && { claim: null, review: reviewOf(current) }),
    versions: uploads.rows.map((upload) => ({
      ...toCatalogueVersion(upload),
      review: reviewOf(upload),
      decision: decisions.find((decision) => decision.version === upload.version) ?? null,
    })),
    extracted: await readSummary(client, fileId),
    scan: current?.scan ?? null,
    isSecondApprovalRequired: current?.is_second_approval_required ?? false,
    checksumSha256: current?.checksum_sha256 ?? null,
    metadata: current?.metadata ?? null,
    legalHold: isOwn || !row.is_legally_held ? null : await readHold(client, fileId),
    comments: isOwn ? [] : await readComments(client, fileId),
    decisions,
    reasonCodes: await options.reasonCodes(row.profile, client),
    events: isOwn ? [] : await readEvents(client, fileId),
  };
}

/** What the team may ask about a file without looking at it. */
export type CurrentVersion = { version: number; isException: boolean; profile: string; ownerId: string };

/** The version that somebody of the team sees, and whether only by exception; or `NOT_FOUND`. */
export async function readCurrentVersion(
  client: Queryable,
  { fileId, reviewer, now }: { fileId: string; reviewer: Reviewer; now: Date },
): Promise<CurrentVersion> {
  if (!isId(fileId)) throw noSuchFile();
  const values: unknown[] = [fileId];
  const isSeen = maySee(reviewer, now, (value) => `$${values.push(value)}`);
  const found = await client.query<{ version: number; profile: string; owner_id: string }>(
    `select f.current_version as version, f.profile, f.owner_id from valetkey.file f
     where f.id = $1 and ${isReviewable} and ${isSeen}`,
    values,
  );
  const row = found.rows[0];
  if (row === undefined) throw noSuchFile();
  const { version, profile, owner_id: ownerId } = row;
  return { version, isException: isBesideScope(reviewer, row), profile, ownerId };
}

async function readDecisions(client: Queryable, fileId: string): Promise<ReviewDecision[]> {
  const found = await client.query<{
    id: string;
    version: number;
    by_id: string;
    at: Date;
    decision: ReviewDecision['decision'];
    reason_code: string | null;
    reason_label: string | null;
    message: string | null;
    note: string | null;
  }>(
    `select id, version, by_id, at, decision, reason_code, reason_label, message, note from valetkey.review_decision
     where file_id = $1 order by seq desc limit ${maxDecisions}`,
    [fileId],
  );
  return found.rows.map((row) => ({
    id: row.id,
    version: row.version,
    by: { id: row.by_id },
    at: row.at.toISOString(),
    decision: row.decision,
    reasonCode: row.reason_code,
    reasonLabel: reasonLabelOf(row),
    message: row.message,
    note: row.note,
  }));
}

async function readHold(client: Queryable, fileId: string): Promise<ReviewDetail['legalHold']> {
  const { rows } = await client.query<{ by_id: string; placed_at: Date }>(
    'select by_id, placed_at from valetkey.legal_hold where file_id = $1 and lifted_at is null',
    [fileId],
  );
  const [row] = rows;
  return row === undefined ? null : { by: { id: row.by_id }, at: row.placed_at.toISOString() };
}

async function readSummary(client: Queryable, fileId: string): Promise<ReviewDetail['extracted']> {
  const { rows } = await client.query<NonNullable<ReviewDetail['extracted']>>(
    `select e.kind, e.state, e.reason from valetkey.file f
     join valetkey.upload u on u.file_id = f.id and u.version = f.current_version and u.state = 'available'
     join valetkey.extraction e on e.upload_id = u.id where f.id = $1`,
    [fileId],
  );
  return rows[0] ?? null;
}

/** The newest ones, should there be more than anybody reads. */
async function readComments(client: Queryable, fileId: string): Promise<ReviewComment[]> {
  const found = await client.query<{
    id: string;
    by_id: string;
    at: Date;
    text: string;
    mentions: string[];
  }>(
    `select c.id, c.by_id, c.at, c.text,
       array(select m.user_id from valetkey.review_mention m where m.comment_id = c.id order by m.user_id) as mentions
     from valetkey.review_comment c where c.file_id = $1 order by c.seq desc limit ${maxComments}`,
    [fileId],
  );
  return found.rows
    .map((row) => ({
      id: row.id,
      by: { id: row.by_id },
      at: row.at.toISOString(),
      text: row.text,
      mentions: row.mentions.map((id) => ({ id })),
    }))
    .reverse();
}

async function readEvents(client: Queryable, fileId: string): Promise<AuditEvent[]> {
  const found = await client.query<AuditEventRow>(
    // Pictures in lists, and what comes with the page, are looked at all the time; the audit trail has it, here it would hide the rest.
    `select ${auditColumns} from valetkey.audit_event e
     where e.file_id = $1 and e.purpose is distinct from 'thumbnail' and e.action not in ('extraction.read', 'results.read')
     order by e.at desc, e.seq desc limit ${maxEvents}`,
    [fileId],
  );
  return found.rows.map(toAuditEvent);
}
