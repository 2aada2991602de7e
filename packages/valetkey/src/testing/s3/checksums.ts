import { createHash } from 'node:crypto';
import { combineCrc, createCrc32, createCrc32c, createCrc64nvme } from './crc.ts';
import { StoreError } from './StoreError.ts';

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';
export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';
/** `value` is base64; a composite one ends in `-<number of parts>`. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string; type: ChecksumType };

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = [
  'crc32',
  'crc32c',
  'crc64nvme',
  'sha1',
  'sha256',
];

const lengths: Record<ChecksumAlgorithm, number> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

export type Digest = { update(data: Uint8Array): unknown; digest(): Buffer };

export function createDigest(algorithm: ChecksumAlgorithm | 'md5'): Digest {
  if (algorithm === 'crc32') return createCrc32();
  if (algorithm === 'crc32c') return createCrc32c();
  if (algorithm === 'crc64nvme') return createCrc64nvme();
  return createHash(algorithm);
}

/** XML element of a checksum: `ChecksumCRC64NVME`. */
export const checksumElement = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm.toUpperCase()}`;

export function parseAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const algorithm = checksumAlgorithms.find((known) => known === name.toLowerCase());
  if (!algorithm)
    throw new StoreError('InvalidRequest', `Checksum algorithm provided is unsupported: ${name}`);
  return algorithm;
}

export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === lengths[algorithm] && bytes.toString('base64') === value;
}

/**
 * The checksum that a request sends, wherever headers come from.
 *
 * @throws `InvalidRequest` for a malformed value or more than one.
 */
export function checksumOfRequest(
  header: (name: string) => string | undefined,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const sent = checksumAlgorithms.flatMap((algorithm) => {
    const value = header(`x-amz-checksum-${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (sent.length > 1) {
    throw new StoreError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum types are not allowed.',
    );
  }
  const [only] = sent;
  if (only && !isChecksumValue(only.algorithm, only.value)) {
    throw new StoreError('InvalidRequest', `Value for x-amz-checksum-${only.algorithm} header is invalid.`);
  }
  return only;
}

type PartChecksum = { size: number; value: string };

/** Checksum of checksums, as S3 builds it for `COMPOSITE`. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly PartChecksum[]): Checksum {
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(Buffer.from(part.value, 'base64'));
  return { algorithm, value: `${digest.digest().toString('base64')}-${parts.length}`, type: 'COMPOSITE' };
}

/** Checksum of the whole object from those of its parts, without reading them; CRCs only. */
export function fullObjectChecksum(
  algorithm: 'crc32' | 'crc32c' | 'crc64nvme',
  parts: readonly PartChecksum[],
): Checksum {
  const value = parts
    .map((part): { bytes: Buffer; size: number } => ({
      bytes: Buffer.from(part.value, 'base64'),
      size: part.size,
    }))
    .reduce((sum, part) => ({
      bytes: combineCrc(algorithm, sum.bytes, part.bytes, part.size),
      size: sum.size + part.size,
    }));
  return { algorithm, value: value.bytes.toString('base64'), type: 'FULL_OBJECT' };
}
