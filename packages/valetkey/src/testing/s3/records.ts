import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import type { Blob } from './openBlobStore.ts';

/** One part of an object or of an open upload. `etag` is hex MD5 without quotes. */
export type PartRecord = Blob & { etag: string; checksums?: Partial<Record<ChecksumAlgorithm, string>> };

/** What a client may set on an object besides its bytes. */
export type ObjectAttributes = {
  /** `content-type`, `cache-control` and the like, lower-case. */
  headers: Record<string, string>;
  /** User metadata without the prefix `x-amz-meta-`, lower-case names. */
  metadata: Record<string, string>;
  tags?: [string, string][];
  /** Everybody may read it, where the personality has access control lists. */
  isPublic?: true;
};

export type ObjectRecord = ObjectAttributes & {
  op: 'object';
  bucket: string;
  key: string;
  /** `null` is the version of a bucket without versioning, as S3 names it. */
  version: string;
  /** Milliseconds. */
  modified: number;
  size: number;
  /** Without quotes. */
  etag: string;
  /** One blob for a plain object, one per part for a multipart one. */
  blobs: (PartRecord & { partNumber?: number })[];
  checksum?: Checksum;
  /** The upload that made it, so that a repeated Complete finds its result. */
  uploadId?: string;
};

export type MarkerRecord = { op: 'marker'; bucket: string; key: string; version: string; modified: number };

export type UploadRecord = ObjectAttributes & {
  op: 'upload';
  bucket: string;
  key: string;
  uploadId: string;
  initiated: number;
  checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType };
};

export type JournalRecord =
  | { op: 'bucket'; bucket: string; created: number }
  | { op: 'bucketGone'; bucket: string }
  /** `value: null` removes the setting. */
  | { op: 'setting'; bucket: string; name: string; value: string | null }
  | ObjectRecord
  | MarkerRecord
  | { op: 'objectGone'; bucket: string; key: string; version: string }
  | UploadRecord
  | { op: 'part'; uploadId: string; partNumber: number; modified: number; part: PartRecord }
  | { op: 'uploadGone'; uploadId: string };
