import { type Grant, limits, type PartGrant, partLength, ValetKeyError } from '../protocol/index.ts';
import type { StoreCapabilities } from '../s3/StoreCapabilities.ts';
import type { UploadRecord } from './Records.ts';
import { expirySeconds, type ServerContext } from './ServerContext.ts';

/**
 * Signs what a client needs to send reserved uploads. The caller has written the audit event of each; multipart uploads have
 * been created at the store. Of many large files the later ones get a single part URL to begin with, since all of them
 * would be an answer of tens of megabytes and expire unused. Where the bucket has several public names, files and parts go round them:
 * a browser opens six connections to each.
 */
export function signGrants(
  context: ServerContext,
  uploads: readonly UploadRecord[],
  capabilities: StoreCapabilities,
  options: { isArticle?: boolean } = {},
): Grant[] {
  const multiparts = uploads.filter(({ kind }) => kind === 'multipart').length;
  let spare = Math.max(0, limits.maxPartUrlsPerCall - multiparts);
  return uploads.map((upload, endpointIndex) => {
    const grant = signGrant(context, upload, capabilities, {
      ...options,
      endpointIndex,
      maxParts: 1 + spare,
    });
    if (grant.kind === 'multipart') spare -= grant.parts.length - 1;
    return grant;
  });
}

function signGrant(
  context: ServerContext,
  upload: UploadRecord,
  capabilities: StoreCapabilities,
  options: { isArticle?: boolean; endpointIndex: number; maxParts: number },
): Grant {
  const { id: uploadId, fileId } = upload;
  if (upload.kind === 'multipart') {
    const partCount = countParts(upload);
    const numbers = Array.from(
      { length: Math.min(partCount, limits.maxPartsPerWindow, options.maxParts) },
      (_, index) => index + 1,
    );
    // URLs of parts with checksums can only be signed once the client knows these.
    const { parts, expiresAt } = upload.hasPartChecksums
      ? { parts: [], expiresAt: new Date(context.clock().getTime() + expirySeconds.part * 1000) }
      : signPartGrants(context, upload, numbers);
    return {
      uploadId,
      key: fileId,
      kind: 'multipart',
      partSize: demand(upload.partSize),
      parts,
      ...(upload.hasPartChecksums && { partChecksums: 'sha256' as const }),
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
      endpointIndex: options.endpointIndex,
    });
    return {
      uploadId,
      key: fileId,
      kind: 'post',
      method,
      signedUrl,
      fields,
      expiresAt: expiresAt.toISOString(),
    };
  }
  const { signedUrl, headers, expiresAt } = context.signer.presignPutObject({
    key,
    contentType,
    contentLength: upload.declaredSize ?? undefined,
    checksumSha256,
    // The article's client sends its content type and nothing else.
    ifNoneMatch: capabilities.conditionalPut && options.isArticle !== true && upload.declaredSize !== null,
    expiresInSeconds,
    endpointIndex: options.endpointIndex,
  });
  return {
    uploadId,
    key: fileId,
    kind: 'put',
    method: 'PUT',
    signedUrl,
    headers,
    expiresAt: expiresAt.toISOString(),
  };
}

export function signPartGrants(
  context: ServerContext,
  upload: UploadRecord,
  partNumbers: readonly number[],
  checksumsSha256?: readonly string[],
): { parts: PartGrant[]; expiresAt: Date } {
  let expiresAt = null as Date | null;
  const parts = partNumbers.map((partNumber, index) => {
    const size = partLength(demand(upload.declaredSize), demand(upload.partSize), partNumber);
    const request = context.signer.presignUploadPart({
      key: demand(upload.objectKey),
      uploadId: demand(upload.storageUploadId),
      partNumber,
      contentLength: size,
      checksumSha256: checksumsSha256?.[index],
      expiresInSeconds: expirySeconds.part,
      endpointIndex: partNumber - 1,
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
