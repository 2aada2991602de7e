import { type DownloadResponse, ValetKeyError } from '../protocol/index.ts';
import { jsonResponse, notFound } from './answers.ts';
import { contentDisposition } from './contentDisposition.ts';
import { downloadContentType } from './contentType.ts';
import type { DerivativeRecord } from './DerivativeRecords.ts';
import { isOwn } from './findOwn.ts';
import { isId } from './id.ts';
import { parseQuery, parseWholeNumber } from './parseQuery.ts';
import type { UploadRecord } from './Records.ts';
import type { Call } from './route.ts';
import { auditEvent, expirySeconds, type ServerContext } from './ServerContext.ts';
import { assertSettled, settleUpload } from './settleUpload.ts';
import { demand } from './signGrant.ts';
import type { DerivativeObject, PresignDownloadInput } from './ValetKeyOptions.ts';

const firstWaitMilliseconds = 50;
const longestWaitMilliseconds = 500;
const retryAfterSeconds = 5;

/** `GET /api/download?key=ID[&version=N][&derivative=NAME]`. */
export async function download(context: ServerContext, call: Call): Promise<Response> {
  const query = parseQuery(call.request.url, ['key', 'version', 'derivative']);
  if (query.key === null) throw new ValetKeyError('INVALID_QUERY', 'key must be the key of a file.');
  const range = { min: 1, max: 2 ** 31 - 1, fallback: undefined };
  const ofOthers =
    query.derivative === null ? undefined : (await call.readableFiles([query.key])).get(query.key);
  const { signedUrl, expiresAt } = await presignDownload(context, {
    fileId: query.key,
    version: parseWholeNumber(query.version, 'version', range),
    derivative: query.derivative ?? undefined,
    ownerId: ofOthers === undefined ? call.userId : null,
    purpose: ofOthers?.purpose,
    actor: call.actor,
    requestId: call.requestId,
    signal: call.request.signal,
  });
  return jsonResponse({ signedUrl, expiresAt: expiresAt.toISOString() } satisfies DownloadResponse);
}

/**
 * The only place where a read of a file is signed: find, authorise, finish what the article's client never reports, wait for
 * the verdict, write the event, sign.
 */
export async function presignDownload(
  context: ServerContext,
  input: PresignDownloadInput,
): Promise<{ signedUrl: string; expiresAt: Date }> {
  const ready = await untilAvailable(context, input, await findVersion(context, input));
  const { derivative } = input;
  // Looked for first: what is not there is not signed, and no event says that it was.
  const signal = input.signal ?? new AbortController().signal;
  const made = derivative === undefined ? null : await findDerivative(context, ready, derivative, signal);
  const now = context.clock();
  const [upload] = await context.records.authoriseSigning({
    uploadIds: [ready.id],
    ownerId: input.ownerId,
    states: ['available'],
    event: (record) =>
      auditEvent(input, record, now, {
        action: 'url.signed',
        purpose: input.purpose ?? (derivative === undefined ? 'download' : 'preview'),
        reason: input.reason ?? null,
        details: { derivative: derivative ?? null, expiresInSeconds: expirySeconds.download },
      }),
    now,
  });
  if (upload === undefined) throw notFound();
  const object = made ?? {
    objectKey: demand(upload.objectKey),
    name: upload.name,
    contentType: upload.contentType,
  };
  return signObject(context, object);
}

/** A URL that reads one object for a few minutes; the caller has authorised it and written the event. */
export function signObject(
  context: ServerContext,
  object: DerivativeObject,
): { signedUrl: string; expiresAt: Date } {
  return context.signer.presignGetObject({
    key: object.objectKey,
    responseContentType: downloadContentType(object.contentType),
    responseContentDisposition: contentDisposition(object.name),
    responseCacheControl: 'private, no-store',
    expiresInSeconds: expirySeconds.download,
  });
}

async function findDerivative(
  context: ServerContext,
  upload: UploadRecord,
  name: string,
  signal: AbortSignal,
): Promise<DerivativeObject> {
  if (context.findDerivative !== undefined) {
    const found = await context.findDerivative({ upload, name });
    if (found === null) throw notFound();
    return found;
  }
  const deadline = context.clock().getTime() + context.downloadWaitMilliseconds;
  for (let pause = firstWaitMilliseconds; ; pause = Math.min(pause * 2, longestWaitMilliseconds)) {
    const all = await context.records.findDerivatives({ uploadIds: [upload.id] });
    const derivative = all.find((one) => one.name === name);
    if (derivative?.state !== 'pending') {
      const object = derivativeObject(upload, derivative);
      if (object === null) throw notFound();
      return object;
    }
    const remaining = deadline - context.clock().getTime();
    if (remaining <= 0) {
      throw new ValetKeyError('NOT_YET_AVAILABLE', 'This is still being made; ask again soon.', {
        retryAfterSeconds,
      });
    }
    await context.wait(Math.min(pause, remaining), signal);
  }
}

/** Where a derivative is and what it is saved as; `null` for one that there is not. */
export function derivativeObject(
  { name }: UploadRecord,
  derivative: DerivativeRecord | undefined,
): DerivativeObject | null {
  if (derivative === undefined || derivative.objectKey === null) return null;
  const { contentType, objectKey } = derivative;
  const stem = name.replace(/\.[^.]*$/, '') || name;
  const extension = contentType === 'audio/mp4' ? 'm4a' : contentType.slice(contentType.indexOf('/') + 1);
  return { objectKey, contentType, name: `${stem} (${derivative.name}).${extension}` };
}

/** The version asked for, or the newest; while a newer one is only on its way, the newest that arrived. */
export async function findVersion(
  context: ServerContext,
  input: Pick<PresignDownloadInput, 'fileId' | 'version' | 'ownerId'>,
): Promise<UploadRecord> {
  const { fileId, version } = input;
  if (!isId(fileId)) throw notFound();
  const mayRead = (upload: UploadRecord | undefined): upload is UploadRecord =>
    upload !== undefined && isOwn(upload, input.ownerId ?? upload.ownerId);
  const [newest] = await context.records.find(version === undefined ? { fileId } : { fileId, version });
  if (!mayRead(newest)) throw notFound();
  if (version !== undefined || !isUnfinished(newest)) return newest;
  for (let earlier = newest.version - 1; earlier >= 1; earlier--) {
    const [candidate] = await context.records.find({ fileId, version: earlier });
    if (mayRead(candidate) && !isUnfinished(candidate)) return candidate;
  }
  return newest;
}

function isUnfinished({ state }: UploadRecord): boolean {
  return state === 'reserved' || state === 'aborted' || state === 'expired';
}

async function untilAvailable(
  context: ServerContext,
  input: PresignDownloadInput,
  found: UploadRecord,
): Promise<UploadRecord> {
  let upload = found;
  if (upload.state === 'reserved' || upload.state === 'expired') {
    upload = await settleUpload(context, input, upload);
  }
  const signal = input.signal ?? new AbortController().signal;
  const deadline = context.clock().getTime() + context.downloadWaitMilliseconds;
  let pause = firstWaitMilliseconds;
  while (upload.state === 'uploaded' || upload.state === 'verifying') {
    const remaining = deadline - context.clock().getTime();
    if (remaining <= 0) {
      throw new ValetKeyError('NOT_YET_AVAILABLE', 'The file is still being checked; ask again soon.', {
        retryAfterSeconds,
      });
    }
    await context.wait(Math.min(pause, remaining), signal);
    pause = Math.min(pause * 2, longestWaitMilliseconds);
    const [again] = await context.records.find({ uploadIds: [upload.id] });
    if (again === undefined) throw notFound();
    upload = again;
  }
  if (upload.state === 'quarantined' || upload.state === 'rejected' || upload.state === 'aborted') {
    throw new ValetKeyError('NOT_AVAILABLE', 'This file did not pass and cannot be downloaded.');
  }
  return assertSettled(upload);
}
