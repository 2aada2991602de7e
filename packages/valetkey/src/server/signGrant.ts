import { type Grant, limits, type PartGrant, partLength, ValetKeyError } from '../protocol/index.ts';
import type { StoreCapabilities } from '../s3/StoreCapabilities.ts';
import type { UploadRecord } from './Records.ts';
import { expirySeconds, type ServerContext } from './ServerContext.ts';

/**
 * Signs what a client needs to send one reserved upload. The caller has written the audit event of it; a multipart upload has
 * been created at the store.
 */
export function signGrant(
  context: ServerContext,
  upload: UploadRecord,
  capabilities: StoreCapabilities,
  options: { isArticle?: boolean } = {},
): Grant {
  const base = { uploadId: upload.id, key: upload.fileId };
  if (upload.kind === 'multipart') {
    const partCount = countParts(upload);
    const numbers = Array.from(
      { length: Math.min(partCount, limits.maxPartsPerWindow) },
      (_, index) => index + 1,
    );
    const { parts, expiresAt } = signPartGrants(context, upload, numbers);
    return {
      ...base,
      kind: 'multipart',
      partSize: demand(upload.partSize),
      parts,
      expiresAt: expiresAt.toISOString(),
    };
  }
  const key = demand(upload.incomingKey);
  const { contentType } = upload;
  const expiresInSeconds = expirySeconds.single;
  const checksumSha256 = capabilities.checksumSha256 ? (upload.checksumSha256 ?? undefined) : undefined;
  if (upload.kind === 'post') {
    const contentLength = demand(upload.declaredSize);
    const { method, signedUrl, fields, expiresAt } = context.signer.presignPost({
      key,
      contentType,
      contentLength,
      checksumSha256,
      expiresInSeconds,
    });
    return { ...base, kind: 'post', method, signedUrl, fields, expiresAt: expiresAt.toISOString() };
  }
  const { signedUrl, headers, expiresAt } = context.signer.presignPutObject({
    key,
    contentType,
    contentLength: upload.declaredSize ?? undefined,
    checksumSha256,
    // The article's client sends its content type and nothing else.
    ifNoneMatch: capabilities.conditionalPut && options.isArticle !== true && upload.declaredSize !== null,
    expiresInSeconds,
  });
  return { ...base, kind: 'put', method: 'PUT', signedUrl, headers, expiresAt: expiresAt.toISOString() };
}

export function signPartGrants(
  context: ServerContext,
  upload: UploadRecord,
  partNumbers: readonly number[],
): { parts: PartGrant[]; expiresAt: Date } {
  let expiresAt = null as Date | null;
  const parts = partNumbers.map((partNumber) => {
    const size = partLength(demand(upload.declaredSize), demand(upload.partSize), partNumber);
    const request = context.signer.presignUploadPart({
      key: demand(upload.objectKey),
      uploadId: demand(upload.storageUploadId),
      partNumber,
      contentLength: size,
      expiresInSeconds: expirySeconds.part,
    });
    if (expiresAt === null || request.expiresAt < expiresAt) expiresAt = request.expiresAt;
    return { partNumber, signedUrl: request.signedUrl, headers: request.headers, size };
  });
  return { parts, expiresAt: demand(expiresAt) };
}

export function countParts(upload: UploadRecord): number {
  return Math.ceil(demand(upload.declaredSize) / demand(upload.partSize));
}

/** A fact that a record of this kind always has. */
export function demand<T>(value: T | null): T {
  if (value === null) throw new ValetKeyError('INTERNAL', 'A record lacks a fact that its kind always has.');
  return value;
}
