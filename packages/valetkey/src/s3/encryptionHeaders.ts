import type { ServerSideEncryption } from './StoreConfig.ts';

/**
 * The headers that ask for encryption, in the order in which Signature Version 4 sorts them. They go on whatever creates an object
 * (PutObject, CopyObject, CreateMultipartUpload, a POST form), and are signed: a client can neither leave them out nor change them.
 */
export function encryptionHeaders(
  encryption: ServerSideEncryption | undefined,
): [name: string, value: string][] {
  if (encryption === undefined) return [];
  const headers: [string, string][] = [['x-amz-server-side-encryption', encryption.algorithm]];
  if (encryption.algorithm === 'aws:kms' && encryption.kmsKeyId !== undefined) {
    headers.push(['x-amz-server-side-encryption-aws-kms-key-id', encryption.kmsKeyId]);
  }
  return headers;
}
