import { type ErrorCode, ValetKeyError } from '../protocol/index.ts';
import type { ObjectFacts } from '../s3/BucketClient.ts';
import { createSha256 } from '../s3/hashText.ts';
import { bestEffort } from './bestEffort.ts';
import { matchDeclared, matchesContent } from './matchType.ts';
import { profileOf } from './profileOf.ts';
import type { NewAuditEvent, UploadPatch, UploadRecord } from './Records.ts';
import { type Acting, auditEvent, type ServerContext } from './ServerContext.ts';
import { type Admission, admitUpload } from './scanUpload.ts';
import { demand } from './signGrant.ts';
import { factsProblem } from './storeFacts.ts';

/*
 * From `uploaded` to the verdict. An attempt claims the file (`verifying`) and from then on acts under the state version that
 * its claim got: when another attempt took over meanwhile, the verdict of the slower one changes nothing. An attempt that
 * fails gives the file back as `uploaded`; one that dies leaves it `verifying`, and is overtaken after a while, or at once by who knows
 * that it is dead.
 */

const headBytes = 4_100;
const baseClaimMilliseconds = 60_000;
/** Slow enough a reading speed that nobody is overtaken while at work. */
const hashedBytesPerMillisecond = 10_000;

type Verdict = Admission | { to: 'rejected'; patch: UploadPatch };

/** Returns the record in the state it then has; `verifying` when another attempt is at work. */
export async function verifyUpload(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  { signal, othersEndedAt }: { signal?: AbortSignal | undefined; othersEndedAt?: Date | undefined } = {},
): Promise<UploadRecord> {
  const claimed = await claim(context, acting, upload, othersEndedAt);
  if (claimed === null) return reread(context, upload);
  let verdict: Verdict;
  try {
    verdict = await judge(context, claimed, signal);
  } catch (error) {
    const now = context.clock();
    await bestEffort(context, acting, async () => {
      await context.records.transition({
        id: claimed.id,
        from: ['verifying'],
        stateVersion: claimed.stateVersion,
        to: 'uploaded',
        event: auditEvent(acting, claimed, now, { action: 'verification.failed' }),
        now,
      });
    });
    throw error;
  }
  const now = context.clock();
  const judged = await context.records.transition({
    id: claimed.id,
    from: ['verifying'],
    stateVersion: claimed.stateVersion,
    ...verdict,
    event: auditEvent(acting, claimed, now, {
      action: `file.${verdict.to}`,
      details: detailsOf(claimed, verdict),
    }),
    jobs: verdict.to === 'available' ? context.jobsWhenAvailable(claimed) : [],
    now,
  });
  if (judged === null) return reread(context, upload);
  if (judged.state === 'rejected') {
    await bestEffort(context, acting, () =>
      context.bucketClient.deleteObject({ key: demand(claimed.objectKey) }),
    );
  }
  return judged;
}

function detailsOf({ size }: UploadRecord, { to, patch }: Verdict): NonNullable<NewAuditEvent['details']> {
  const { reasonCode = null, scan = null, scanSignature = null } = patch;
  if (to === 'rejected') return { code: reasonCode };
  return to === 'available' ? { size, scan } : { code: reasonCode, scan, signature: scanSignature };
}

async function claim(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  othersEndedAt: Date | undefined,
): Promise<UploadRecord | null> {
  const now = context.clock();
  const isDead = othersEndedAt !== undefined && upload.updatedAt < othersEndedAt;
  const isTakeOver = upload.state === 'verifying' && (isDead || now.getTime() >= claimEnd(context, upload));
  if (upload.state !== 'uploaded' && !isTakeOver) return null;
  return context.records.transition({
    id: upload.id,
    from: [upload.state],
    stateVersion: upload.stateVersion,
    to: 'verifying',
    event: auditEvent(acting, upload, now, {
      action: isTakeOver ? 'verification.taken_over' : 'verification.started',
    }),
    now,
  });
}

function claimEnd({ scanner }: ServerContext, { updatedAt, size, checksumSha256 }: UploadRecord): number {
  const reading =
    checksumSha256 === null || checksumSha256.includes('-') ? 0 : (size ?? 0) / hashedBytesPerMillisecond;
  const scanning = scanner?.maxMilliseconds(size ?? 0) ?? 0;
  return updatedAt.getTime() + baseClaimMilliseconds + reading + scanning;
}

async function reread(context: ServerContext, upload: UploadRecord): Promise<UploadRecord> {
  const [current] = await context.records.find({ uploadIds: [upload.id] });
  return current ?? upload;
}

async function judge(context: ServerContext, upload: UploadRecord, signal?: AbortSignal): Promise<Verdict> {
  const facts = await context.bucketClient.headObject({ key: demand(upload.objectKey), signal });
  const problem = await findProblem(context, upload, facts, signal);
  if (problem !== null || facts === null) {
    return { to: 'rejected', patch: { reasonCode: problem, objectKey: null, storageUploadId: null } };
  }
  const { etag } = facts;
  const admission = await admitUpload(context, { ...upload, etag }, signal);
  admission.patch.etag = etag;
  return admission;
}

async function findProblem(
  context: ServerContext,
  upload: UploadRecord,
  facts: ObjectFacts | null,
  signal: AbortSignal | undefined,
): Promise<ErrorCode | null> {
  const key = demand(upload.objectKey);
  // What a form sent has the ETag of the answer to its copying until here, and some stores leave out the quotes there, or all of it.
  const isOther = upload.etag !== null && unquoted(facts?.etag) !== unquoted(upload.etag);
  if (facts === null || facts.size !== upload.size || isOther) return 'OBJECT_CHANGED';
  const factProblem = factsProblem(facts);
  if (factProblem !== null) return factProblem;

  const profile = await profileOf(context, upload);
  // A declared size was judged at the handshake, and the store's size is that one: a limit lowered since then is for others.
  if (upload.declaredSize === null && facts.size > profile.maxSizeBytes) return 'FILE_TOO_LARGE';
  const end = Math.min(headBytes, facts.size) - 1;
  const head = await context.bucketClient.getObject({ key, range: { start: 0, end }, signal });
  const bytes = await readUpTo(head.body, end + 1);
  const detected = await context.detectType(bytes);
  try {
    const rules = matchDeclared(profile, upload.name, upload.contentType);
    if (!matchesContent(rules, detected, bytes)) return 'TYPE_MISMATCH';
  } catch (error) {
    if (error instanceof ValetKeyError) return error.code;
    throw error;
  }
  return (await hasWrongChecksum(context, upload, key, signal)) ? 'CHECKSUM_MISMATCH' : null;
}

const unquoted = (etag: string | undefined) => etag?.replaceAll('"', '');

/** Reads the whole object, unless nobody declared a checksum or the store has checked it when it took the bytes. */
async function hasWrongChecksum(
  context: ServerContext,
  upload: UploadRecord,
  key: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { checksumSha256, kind } = upload;
  // One of parts is the store's own word.
  if (checksumSha256 === null || checksumSha256.includes('-')) return false;
  if (kind !== 'multipart' && (await context.capabilities()).checksumSha256) return false;
  const { body } = await context.bucketClient.getObject({ key, signal });
  const hash = (context.createSha256 ?? createSha256)();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      hash.update(value);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  return btoa(String.fromCharCode(...hash.digest())) !== checksumSha256;
}

/** The first bytes of a stream, also of a store that ignores the range it was asked for. */
async function readUpTo(body: ReadableStream<Uint8Array>, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  const reader = body.getReader();
  try {
    while (at < length) {
      const { done, value } = await reader.read();
      if (done) break;
      const piece = value.subarray(0, length - at);
      bytes.set(piece, at);
      at += piece.length;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  return bytes.subarray(0, at);
}
