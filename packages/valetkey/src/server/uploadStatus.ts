import { limits, type UnfinishedUploads, type UploadStatus, ValetKeyError } from '../protocol/index.ts';
import { emptyResponse, jsonResponse } from './answers.ts';
import { bestEffort } from './bestEffort.ts';
import { findOneOwn } from './findOwn.ts';
import { isId } from './id.ts';
import { parseQuery, parseWholeNumber } from './parseQuery.ts';
import type { UploadRecord } from './Records.ts';
import type { Call } from './route.ts';
import { auditEvent, type ServerContext } from './ServerContext.ts';

/** `GET /api/upload/{uploadId}`: what the store has of it, so that a client sends only the rest. */
export async function getUpload(context: ServerContext, call: Call): Promise<Response> {
  const upload = await findOneOwn(context, call.userId, call.uploadId);
  const stored = await storedParts(context, upload);
  return jsonResponse({ ...describe(upload), stored } satisfies UploadStatus);
}

async function storedParts(context: ServerContext, upload: UploadRecord): Promise<UploadStatus['stored']> {
  const { kind, state, objectKey, storageUploadId } = upload;
  if (kind !== 'multipart' || state !== 'reserved' || objectKey === null || storageUploadId === null)
    return [];
  const parts = await context.bucketClient.listParts({ key: objectKey, uploadId: storageUploadId });
  return (parts ?? []).map(({ partNumber, size }) => ({ partNumber, size }));
}

function describe(upload: UploadRecord): Omit<UploadStatus, 'stored'> {
  return {
    uploadId: upload.id,
    key: upload.fileId,
    version: upload.version,
    kind: upload.kind,
    state: upload.state,
    name: upload.name,
    size: upload.size ?? upload.declaredSize,
    contentType: upload.contentType,
    fingerprint: upload.fingerprint,
    partSize: upload.partSize,
    partChecksums: upload.hasPartChecksums ? 'sha256' : null,
    createdAt: upload.createdAt.toISOString(),
    expiresAt: upload.expiresAt.toISOString(),
  };
}

/** `GET /api/upload?state=reserved`: one's unfinished uploads, newest first. */
export async function listUploads(context: ServerContext, call: Call): Promise<Response> {
  const query = parseQuery(call.request.url, ['state', 'cursor', 'limit']);
  if (query.state !== 'reserved') {
    throw new ValetKeyError('INVALID_QUERY', 'state must be reserved: this lists unfinished uploads.');
  }
  if (query.cursor !== null && !isId(query.cursor)) {
    throw new ValetKeyError('INVALID_QUERY', 'cursor must be the nextCursor of the page before.');
  }
  const limit = parseWholeNumber(query.limit, 'limit', {
    min: 1,
    max: limits.maxPartsPerWindow,
    fallback: 100,
  });
  const page = { ownerId: call.userId, state: 'reserved', limit: limit + 1, cursor: query.cursor } as const;
  const found = await context.records.find(page);
  const uploads = found.slice(0, limit);
  const nextCursor = found.length > limit ? (uploads.at(-1)?.id ?? null) : null;
  return jsonResponse({ uploads: uploads.map(describe), nextCursor } satisfies UnfinishedUploads);
}

/** `DELETE /api/upload/{uploadId}`. Giving up twice is harmless. */
export async function abortUpload(context: ServerContext, call: Call): Promise<Response> {
  const upload = await findOneOwn(context, call.userId, call.uploadId);
  const { id, objectKey, storageUploadId } = upload;
  if (upload.state === 'aborted' || upload.state === 'expired') return emptyResponse();
  const now = context.clock();
  // The record lets go first: what then fails at the store is an orphan, and the sweep removes orphans.
  const aborted = await context.records.transition({
    id,
    from: ['reserved'],
    to: 'aborted',
    patch: { objectKey: null, storageUploadId: null },
    event: auditEvent(call, upload, now, { action: 'upload.aborted' }),
    now,
  });
  if (aborted === null) {
    const { state } = await findOneOwn(context, call.userId, id);
    if (state === 'aborted' || state === 'expired') return emptyResponse();
    throw new ValetKeyError('INVALID_STATE', 'The upload is finished; delete the file instead.');
  }
  if (objectKey !== null && storageUploadId !== null) {
    await bestEffort(context, call, () =>
      context.bucketClient.abortMultipartUpload({ key: objectKey, uploadId: storageUploadId }),
    );
  }
  return emptyResponse();
}
