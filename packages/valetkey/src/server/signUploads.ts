import { limits, type PartsResponse, type SignResponse, ValetKeyError } from '../protocol/index.ts';
import { jsonResponse, notFound } from './answers.ts';
import { writableUntil } from './createUploads.ts';
import { findOwn } from './findOwn.ts';
import { openMultiparts } from './openMultiparts.ts';
import { integer, list, object, optional, text } from './parse.ts';
import { checksum } from './parseHandshake.ts';
import type { NewAuditEvent, UploadRecord } from './Records.ts';
import { readJson } from './readJson.ts';
import type { Call } from './route.ts';
import { auditEvent, type ServerContext } from './ServerContext.ts';
import { signGrants, signPartGrants } from './signGrant.ts';

/** An id as clients send it. One that is not of our form is answered like one that nobody knows. */
const uploadId = text({ minLength: 0, maxLength: 1024, expectation: 'an upload id' });
const signBody = object({
  uploadIds: list(uploadId, { max: limits.maxFilesPerCall, tooManyCode: 'TOO_MANY_FILES' }),
});
const partsBody = object({
  uploadId,
  partNumbers: list(integer({ code: 'INVALID_PART', min: 1, max: limits.maxParts }), {
    max: limits.maxPartsPerWindow,
    code: 'INVALID_PART',
  }),
  checksumsSha256: optional(list(checksum, { max: limits.maxPartsPerWindow, code: 'INVALID_CHECKSUM' })),
});

/** Fresh URLs for uploads that are still open. All or nothing: a URL is worth nothing to a client that lost its place. */
export async function signUploads(context: ServerContext, call: Call): Promise<Response> {
  const { uploadIds } = signBody(await readJson(call.request, limits.maxBodyBytes), '');
  if (new Set(uploadIds).size < uploadIds.length) {
    throw new ValetKeyError('INVALID_BODY', 'uploadIds must name each upload once.');
  }
  const capabilities = await context.capabilities();
  const found = await findOwn(context, call.userId, uploadIds);
  if (
    context.isStrictStore &&
    !capabilities.refusesUnsignedHeaders &&
    found.some((upload) => upload.kind === 'put')
  ) {
    throw new ValetKeyError(
      'STORE_UNSAFE',
      'This store runs unsigned headers, and PUT grants are switched off for such.',
    );
  }
  const open = await authorise(context, call, found, { action: 'url.signed', purpose: 'upload' });
  const uploads = await openMultiparts(context, call, open, { hasRivals: true });
  return jsonResponse({
    uploads: signGrants(context, uploads, capabilities),
  } satisfies SignResponse);
}

/** Part URLs of one multipart upload, for the next window or because some expired. */
export async function signParts(context: ServerContext, call: Call): Promise<Response> {
  const body = partsBody(await readJson(call.request, limits.maxBodyBytes), '');
  const { partNumbers } = body;
  if (new Set(partNumbers).size < partNumbers.length) {
    throw new ValetKeyError('INVALID_PART', 'partNumbers must name each part once.');
  }
  const found = await findOwn(context, call.userId, [body.uploadId]);
  if (found.some((upload) => upload.kind !== 'multipart')) {
    throw new ValetKeyError('INVALID_STATE', 'This upload is sent in one request; it has no parts.');
  }
  checkPartNumbers(found, partNumbers);
  checkChecksums(found, partNumbers, body.checksumsSha256);
  const open = await authorise(context, call, found, {
    action: 'url.signed',
    purpose: 'part',
    details: { parts: partNumbers.length, first: Math.min(...partNumbers), last: Math.max(...partNumbers) },
  });
  const [upload] = await openMultiparts(context, call, open, { hasRivals: true });
  if (upload === undefined) throw notFound();
  return jsonResponse({
    parts: signPartGrants(context, upload, partNumbers, body.checksumsSha256).parts,
  } satisfies PartsResponse);
}

function checkChecksums(
  uploads: readonly UploadRecord[],
  partNumbers: readonly number[],
  checksums: readonly string[] | undefined,
): void {
  for (const { hasPartChecksums } of uploads) {
    const wanted = hasPartChecksums ? partNumbers.length : 0;
    if ((checksums?.length ?? 0) === wanted) continue;
    throw new ValetKeyError(
      'INVALID_CHECKSUM',
      hasPartChecksums
        ? `This upload was begun with checksums of its parts: give checksumsSha256 with ${wanted} of them.`
        : 'This upload was begun without checksums of its parts: leave checksumsSha256 out.',
    );
  }
}

function checkPartNumbers(uploads: readonly UploadRecord[], partNumbers: readonly number[]): void {
  for (const { declaredSize, partSize } of uploads) {
    const partCount = Math.ceil((declaredSize ?? 0) / (partSize ?? 1));
    const wrong = partNumbers.find((partNumber) => partNumber > partCount);
    if (wrong !== undefined) {
      throw new ValetKeyError('INVALID_PART', `This upload has the parts 1 to ${partCount}, not ${wrong}.`);
    }
  }
}

async function authorise(
  context: ServerContext,
  call: Call,
  found: readonly UploadRecord[],
  event: Pick<NewAuditEvent, 'action' | 'purpose' | 'details'>,
): Promise<UploadRecord[]> {
  for (const { state } of found) {
    if (state === 'expired') throw new ValetKeyError('UPLOAD_EXPIRED', 'Start this upload again.');
    if (state !== 'reserved') {
      throw new ValetKeyError('INVALID_STATE', `An upload that is ${state} takes no more bytes.`);
    }
  }
  const now = context.clock();
  const authorised = await context.records.authoriseSigning({
    uploadIds: found.map(({ id }) => id),
    ownerId: call.userId,
    states: ['reserved'],
    writableUntil: writableUntil(found, now),
    event: (upload) => auditEvent(call, upload, now, event),
    now,
  });
  const byId = new Map(authorised.map((upload) => [upload.id, upload]));
  return found.map(({ id }) => {
    const upload = byId.get(id);
    if (upload === undefined)
      throw new ValetKeyError('INVALID_STATE', 'The upload changed meanwhile; look at it again.');
    return upload;
  });
}
