import { type ErrorCode, errorTable, limits, ValetKeyError } from '../protocol/index.ts';
import type { ObjectFacts } from '../s3/BucketClient.ts';
import { notFound } from './answers.ts';
import { bestEffort } from './bestEffort.ts';
import { canonicalType } from './canonicalType.ts';
import { objectMetadata } from './objectMetadata.ts';
import type { UploadPatch, UploadRecord } from './Records.ts';
import { type Acting, auditEvent, type ServerContext, systemActor } from './ServerContext.ts';
import { demand } from './signGrant.ts';
import { factsProblem } from './storeFacts.ts';
import { verifyUpload } from './verifyUpload.ts';

/*
 * The one finish of an upload, from three roads: the client's `complete`, the first download of the article's client, and the
 * sweep. It asks the store for the facts and makes at most one transition, so it may be repeated, run twice at once, or die
 * between any two statements: the next one comes to the same end.
 *
 * A `post` or `put` is copied to a key that no client URL ever named, under a name made for this attempt only, so that a slow
 * second attempt cannot replace what a first one settled. Whoever loses the transition deletes its own copy; a copy whose
 * maker died is an orphan for the sweep. A multipart upload is completed where it is: its object did not exist before, and part
 * URLs cannot touch a completed object.
 */

const maxAttempts = 3;

/** Settles one upload and, when verification is inline, verifies it. Returns the record in whatever state it then is. */
export function settleUpload(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  signal?: AbortSignal,
): Promise<UploadRecord> {
  const running = context.settling.get(upload.id);
  if (running !== undefined) return running;
  const settling = settleAndVerify(context, acting, upload, signal).finally(() =>
    context.settling.delete(upload.id),
  );
  context.settling.set(upload.id, settling);
  return settling;
}

async function settleAndVerify(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<UploadRecord> {
  const settled = await settleOpen(context, acting, upload, signal);
  if (!context.isInline || settled.state !== 'uploaded') return settled;
  try {
    return await verifyUpload(context, { actor: systemActor, requestId: acting.requestId }, settled, {
      signal,
    });
  } catch (error) {
    // It is settled, and that was asked for. The sweep verifies it.
    context.onError(error, acting.requestId);
    return settled;
  }
}

async function settleOpen(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<UploadRecord> {
  let current = upload;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    if (current.state !== 'reserved' && current.state !== 'expired') return current;
    const settled =
      current.kind === 'multipart'
        ? await completeMultipart(context, acting, current, signal)
        : await copyIncoming(context, acting, current, signal);
    if (settled !== null) return settled;
    // Somebody else moved it; look what it became.
    const [again] = await context.records.find({ uploadIds: [upload.id] });
    if (again === undefined) throw notFound();
    current = again;
  }
  throw new ValetKeyError(
    'OBJECT_CHANGED',
    'The upload keeps changing while it is being settled; try again.',
  );
}

async function copyIncoming(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<UploadRecord | null> {
  const { incomingKey } = upload;
  const { bucketClient } = context;
  if (incomingKey === null) return notUploaded(upload);
  // A policy fixes the exact size and every field (the probe saw the store refuse one byte more and one less), and the copy gets
  // its metadata from here. So nothing is asked of the store but the copy: hundreds of small files that end together would wait
  // for as many looks again. Verification looks before anything may be read.
  const isBound = upload.kind === 'post';
  const source = isBound ? null : await bucketClient.headObject({ key: incomingKey, signal });
  if (!isBound && source === null) return notUploaded(upload);
  const sourceProblem = source === null ? null : uploadProblem(upload, source);
  if (sourceProblem !== null) return reject(context, acting, upload, sourceProblem);

  const key = `files/${context.createId()}`;
  const contentType = await canonicalType(context, upload);
  const metadata = objectMetadata(upload);
  try {
    const copied = await bucketClient.copyObject({
      sourceKey: incomingKey,
      key,
      ...(source === null ? {} : { ifMatch: source.etag }),
      contentType,
      metadata,
      signal,
    });
    if (copied === null) return notUploaded(upload);
    const facts = isBound ? null : await bucketClient.headObject({ key, signal });
    if (!isBound && facts === null) return notUploaded(upload);
    const problem = facts === null ? null : uploadProblem(upload, facts);
    const found =
      facts === null ? { size: demand(upload.declaredSize), etag: copied.etag || null } : sizeAndEtag(facts);
    const settled =
      problem === null
        ? await toUploaded(context, acting, upload, { objectKey: key, contentType, ...found })
        : await reject(context, acting, upload, problem);
    if (settled?.objectKey !== key) await deleteOwnCopy(context, acting, key);
    return settled;
  } catch (error) {
    await keepOrDelete(context, acting, upload.id, key);
    throw error;
  }
}

async function completeMultipart(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<UploadRecord | null> {
  const { objectKey: key, storageUploadId: uploadId } = upload;
  if (key === null || uploadId === null) return notUploaded(upload);
  const { bucketClient } = context;
  const declaredSize = demand(upload.declaredSize);
  const stored = await bucketClient.listParts({ key, uploadId, signal });
  if (stored !== null) {
    const partSize = demand(upload.partSize);
    const partCount = Math.ceil(declaredSize / partSize);
    const parts = [...stored].sort((a, b) => a.partNumber - b.partNumber);
    const expectedSize = (partNumber: number) =>
      partNumber < partCount ? partSize : declaredSize - partSize * (partCount - 1);
    const isWrong = parts.some(
      ({ partNumber, size }) => partNumber > partCount || size !== expectedSize(partNumber),
    );
    if (isWrong) return reject(context, acting, upload, 'SIZE_MISMATCH');
    if (parts.length < partCount)
      return notUploaded(upload, `${parts.length} of ${partCount} parts are stored.`);
    await bucketClient.completeMultipartUpload({
      key,
      uploadId,
      parts,
      signal,
    });
  }
  // Without parts the store has forgotten the upload: completed by an attempt that died right after, or aborted.
  const facts = await bucketClient.headObject({ key, signal });
  if (facts === null) return notUploaded(upload);
  const problem = uploadProblem(upload, facts);
  if (problem !== null) return reject(context, acting, upload, problem);
  return toUploaded(context, acting, upload, {
    contentType: await canonicalType(context, upload),
    ...sizeAndEtag(facts),
    // What was declared for the whole is not given up for what the store says of the parts.
    ...(upload.checksumSha256 === null &&
      facts.compositeSha256 !== null && { checksumSha256: facts.compositeSha256 }),
  });
}

const sizeAndEtag = ({ size, etag }: ObjectFacts) => ({ size, etag });

/** What the store reports against what was declared; `null` when they agree. */
function uploadProblem(upload: UploadRecord, facts: ObjectFacts): ErrorCode | null {
  const { declaredSize } = upload;
  if (declaredSize === null && facts.size > limits.maxUndeclaredSizeBytes) return 'FILE_TOO_LARGE';
  if (declaredSize === null ? facts.size === 0 : facts.size !== declaredSize) return 'SIZE_MISMATCH';
  return factsProblem(facts);
}

function toUploaded(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  patch: UploadPatch,
): Promise<UploadRecord | null> {
  const now = context.clock();
  return context.records.transition({
    id: upload.id,
    from: [upload.state],
    stateVersion: upload.stateVersion,
    to: 'uploaded',
    patch,
    event: auditEvent(acting, upload, now, {
      action: 'file.uploaded',
      details: { size: patch.size ?? null, contentType: patch.contentType ?? null },
    }),
    jobs: context.isInline ? [] : [{ name: 'verify', payload: { uploadId: upload.id } }],
    now,
  });
}

/** The record lets go of the object in the transition; removing it may fail, and is then the sweep's work. */
async function reject(
  context: ServerContext,
  acting: Acting,
  upload: UploadRecord,
  reasonCode: ErrorCode,
): Promise<UploadRecord | null> {
  // The state table has no edge from expired to rejected; what cannot be accepted stays expired.
  if (upload.state === 'expired') throw new ValetKeyError(reasonCode, errorTable[reasonCode].title);
  const now = context.clock();
  const rejected = await context.records.transition({
    id: upload.id,
    from: ['reserved'],
    stateVersion: upload.stateVersion,
    to: 'rejected',
    patch: { reasonCode, objectKey: null, storageUploadId: null },
    event: auditEvent(acting, upload, now, { action: 'file.rejected', details: { code: reasonCode } }),
    now,
  });
  if (rejected !== null && upload.objectKey !== null && upload.storageUploadId !== null) {
    const { objectKey: key, storageUploadId: uploadId } = upload;
    await bestEffort(context, acting, async () => {
      await context.bucketClient.abortMultipartUpload({ key, uploadId });
      await context.bucketClient.deleteObject({ key });
    });
  }
  return rejected;
}

function notUploaded(upload: UploadRecord, detail = 'Send the file first.'): never {
  if (upload.state === 'expired') throw new ValetKeyError('UPLOAD_EXPIRED', 'Start this upload again.');
  throw new ValetKeyError('NOT_UPLOADED', detail);
}

/** After a failure: the transition may have happened with only its answer lost, and then the copy is the file. */
async function keepOrDelete(context: ServerContext, acting: Acting, id: string, key: string): Promise<void> {
  await bestEffort(context, acting, async () => {
    const [current] = await context.records.find({ uploadIds: [id] });
    if (current?.objectKey !== key) await context.bucketClient.deleteObject({ key });
  });
}

async function deleteOwnCopy(context: ServerContext, acting: Acting, key: string): Promise<void> {
  await bestEffort(context, acting, () => context.bucketClient.deleteObject({ key }));
}

/**
 * A settled record as an answer to its owner.
 *
 * @throws {ValetKeyError} what it was rejected for, or that it was given up.
 */
export function assertSettled(upload: UploadRecord): UploadRecord {
  const { state, reasonCode } = upload;
  if (state === 'rejected') {
    const code =
      reasonCode !== null && Object.hasOwn(errorTable, reasonCode)
        ? (reasonCode as ErrorCode)
        : 'NOT_AVAILABLE';
    throw new ValetKeyError(code, `${errorTable[code].title}.`);
  }
  if (state === 'aborted')
    throw new ValetKeyError('INVALID_STATE', 'This upload was given up; start it again.');
  if (state === 'expired') throw new ValetKeyError('UPLOAD_EXPIRED', 'Start this upload again.');
  if (state === 'deleted' || state === 'purged') throw notFound();
  return upload;
}
