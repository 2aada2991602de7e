import type { StandardSchema } from './StandardSchema.ts';

/**
 * One kind of file that a profile accepts: a file passes when its extension, the type its sender declared and the type its
 * content has are all of one row.
 */
export type FileTypeRule = {
  /** Lower-case, without the dot. The first one names files that came without a name. */
  extensions: readonly string[];
  /** Media types that clients declare for it. The first one is the type that the stored object gets. */
  declared: readonly string[];
  /** Media types found in the content; `text` means that it has no signature and reads as text. */
  detected: readonly string[];
};

/** What may be uploaded. */
export type UploadProfile = {
  /** Largest file in bytes, up to 5 TiB. */
  maxSizeBytes: number;
  /** Whether a name without an extension passes when the declared and the detected type are of one row. @default false */
  isExtensionOptional?: boolean;
  types: readonly FileTypeRule[];
  /**
   * What one owner may hold of this profile, reserved beside the owner's own quota: whichever is reached first refuses.
   *
   * @default no limit of its own
   */
  quota?: { maxBytes: number; maxFiles: number };
  /**
   * The facts that each of its files carries (`metadata` of the handshake), by a Standard Schema. What the schema returns is recorded with
   * the upload: at most 4,096 bytes of JSON.
   *
   * @default none are taken
   */
  metadata?: StandardSchema<unknown, unknown>;
  /** Whether its files belong into a review queue. Recorded with each upload at its handshake. @default true */
  isReviewRequired?: boolean;
  /** Whether two people have to approve a version. Recorded with each upload at its handshake. @default false */
  isSecondApprovalRequired?: boolean;
  /**
   * Hours within which a version is to be decided about, from when it became ready for review: a whole number from 1 to 8,760.
   * Recorded with each upload at its handshake. `null` sets no target.
   *
   * @default null
   */
  reviewWithinHours?: number | null;
  /**
   * Days after which a file goes into the trash, from the arrival of its newest version (or its return from the trash). Files
   * under review wait. `null` keeps them.
   *
   * @default null
   */
  retentionDays?: number | null;
  /**
   * Whether a file larger than the scanner takes becomes available without a scan; otherwise, where a scan is required, it is held
   * until somebody releases it.
   *
   * @default false
   */
  acceptsTooLargeToScan?: boolean;
};
