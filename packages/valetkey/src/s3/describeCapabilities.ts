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
