import type { StoreCapabilities } from './StoreCapabilities.ts';

/** From here on, short URLs may be over before they begin. */
const maxSkewSeconds = 60;

/** What an operator should know of a store, one sentence or two for each lack. */
export function describeCapabilities(
  capabilities: StoreCapabilities,
  executedHeaders: readonly string[],
  hasUploadCredentials: boolean,
): string[] {
  const warnings: string[] = [];
  if (!capabilities.refusesUnsignedHeaders) {
    const remedy = hasUploadCredentials
      ? ''
      : ' Set S3_UPLOAD_ACCESS_KEY_ID and S3_UPLOAD_SECRET_ACCESS_KEY to credentials that cannot read, or';
    warnings.push(
      `The store executes unsigned headers on a presigned PUT (${executedHeaders.join(', ')}): whoever holds an upload URL can use them.${remedy === '' ? ' Set' : `${remedy} set`} VALETKEY_STRICT_STORE=1 to refuse presigned PUTs. Ceph is fixed from 19.2.6 and 20.2.4 on.`,
    );
  }
  if (capabilities.refusesUnsignedPartCopy === false) {
    warnings.push(
      'The store executes an unsigned x-amz-copy-source on a presigned part too: whoever holds a part URL and knows the key of another object can copy it, as far as the signing credential can read.',
    );
  }
  if (capabilities.signedContentType === false) {
    warnings.push(
      'The store does not enforce the signed Content-Type of a PUT: the type is set by the server when the upload settles.',
    );
  }
  if (capabilities.signedOverrides === false) {
    warnings.push(
      'The store takes response-* parameters that were added to a signed download: a link can be changed to show a file as a page. Do not use this store for files of others.',
    );
  }
  if (capabilities.etagExposed === false) {
    warnings.push(
      'CORS of the bucket does not let a browser read ETag: run `valetkey setup` with APP_URL, or add ETag to ExposeHeaders for every origin of the application.',
    );
  }
  if (!capabilities.signedLength) {
    warnings.push(
      'The store does not enforce the signed length of a PUT: a wrong size is found only when the upload settles.',
    );
  }
  if (!capabilities.checksumSha256) {
    warnings.push(
      'The store does not check x-amz-checksum-sha256: files with a declared checksum are read once more to verify them.',
    );
  }
  if (capabilities.checksumSha256 && capabilities.partChecksumSha256 === false) {
    warnings.push(
      'The store does not check the checksums of parts: of a large file only the size of what arrived is checked.',
    );
  }
  if (!capabilities.conditionalPut) {
    warnings.push(
      'The store does not honour If-None-Match on PUT: an upload URL can be used again until it expires. What was settled is not touched.',
    );
  }
  if (!capabilities.postPolicy) {
    warnings.push(
      'The store has no POST policies: small files go by PUT, with one more preflight request each.',
    );
  }
  if (Math.abs(capabilities.clockSkewSeconds) > maxSkewSeconds) {
    const isBehind = capabilities.clockSkewSeconds > 0;
    warnings.push(
      `The clock of this machine is ${Math.abs(capabilities.clockSkewSeconds)} seconds ${isBehind ? 'behind' : 'ahead of'} the store's: signed URLs ${isBehind ? 'expire too early' : 'may not be valid yet'}. Synchronise it.`,
    );
  }
  return warnings;
}
