const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const TiB = 1024 * GiB;

/** Numbers that S3 fixes (Amazon S3 user guide, "Multipart upload limits") and that the contract fixes. Sizes in bytes. */
export const limits = {
  /** S3: every part but the last has at least this size. */
  minPartSizeBytes: 5 * MiB,
  /** S3: the largest part. */
  maxPartSizeBytes: 5 * GiB,
  /** S3: part numbers run from 1 to this. */
  maxParts: 10_000,
  /** S3: the largest object. */
  maxObjectSizeBytes: 5 * TiB,
  /** S3: the largest single PUT, POST or CopyObject. */
  maxSingleRequestSizeBytes: 5 * GiB,
  /** Files in one handshake, and uploads in one completion. */
  maxFilesPerCall: 1_000,
  /** Versions of one file, abandoned ones too: every list and every search for the newest one reads them. */
  maxVersionsPerFile: 500,
  /** Part URLs of one upload in one answer. */
  maxPartsPerWindow: 100,
  /** Part URLs in one answer about several uploads: a thousand films must not make one of tens of megabytes. */
  maxPartUrlsPerCall: 2_000,
  /** What an upload that declared no size may have; checked when it settles. */
  maxUndeclaredSizeBytes: 25 * MiB,
  /** From this size up an upload is multipart. */
  multipartThresholdBytes: 16 * MiB,
  /** Largest body of `/api/upload` and `/api/upload/complete`. */
  maxHandshakeBodyBytes: 512 * KiB,
  /** Largest body of every other call. */
  maxBodyBytes: 64 * KiB,
  /** Deepest nesting of a JSON body. */
  maxJsonDepth: 8,
} as const;
