import type { Grant, StorageState } from '../protocol/index.ts';
import type { DerivativeRecords } from './DerivativeRecords.ts';
import type { ExtractionRecords } from './ExtractionRecords.ts';
import type { ScannerVersion } from './Scanner.ts';

/** One version of a file and its transfer. Ids are 26 lower-case base32 characters of our own making. */
export type UploadRecord = {
  id: string;
  /** The file (document) it is a version of: the `key` of the contract. */
  fileId: string;
  /** 1, 2, 3 ... within the file. */
  version: number;
  ownerId: string;
  profile: string;
  /** Sanitised display name. */
  name: string;
  path: string | null;
  contentType: string;
  /** What the client declared; `null` for the article's size-less handshake. */
  declaredSize: number | null;
  /** What the store reported when the upload settled. */
  size: number | null;
  /** Base64 SHA-256 that the client declared. */
  /**
   * Base64 SHA-256 that the client declared, or, with `hasPartChecksums`, what the store made of those of the parts: the SHA-256 of
   * n sums and `-n`.
   */
  checksumSha256: string | null;
  fingerprint: string | null;
  /** What its profile's schema made of the metadata of the handshake: JSON; `null` without. */
  metadata: unknown;
  kind: Grant['kind'];
  state: StorageState;
  /** Goes up by one at each change; a late worker's result names an old one and is ignored. */
  stateVersion: number;
  /** Why it is `rejected` or `quarantined`. */
  reasonCode: string | null;
  /** Where a `post` or `put` lands; `null` for multipart. Removed after it settled and its URLs expired. */
  incomingKey: string | null;
  /** Where the readable object is or will be. For multipart from the start, for others once settled. */
  objectKey: string | null;
  etag: string | null;
  /** The store's id of a multipart upload, once created. */
  storageUploadId: string | null;
  partSize: number | null;
  /** The store checks the SHA-256 of each part, which the client gives when it asks for the part's URL. */
  hasPartChecksums: boolean;
  /** What the malware scan came to, one of `scanOutcomes`; `null` before there was a verdict. */
  scan: string | null;
  /** What the scanner found, as it names it. */
  scanSignature: string | null;
  /** Who scanned it: engine and version. */
  scanEngine: string | null;
  /** The version of the signatures then; `null` when no scanner looked. */
  scanDatabase: string | null;
  scannedAt: Date | null;
  /** Whether its profile, as it was at the handshake, has its files reviewed. */
  isReviewRequired: boolean;
  /** When the last signed write URL stops working. */
  writableUntil: Date;
  /** When an unfinished upload is given up. */
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
};

/** What a handshake asks to create. The record store numbers versions and refuses what breaks the quota. */
export type NewUpload = Pick<
  UploadRecord,
  | 'id'
  | 'fileId'
  | 'ownerId'
  | 'profile'
  | 'name'
  | 'path'
  | 'contentType'
  | 'declaredSize'
  | 'checksumSha256'
  | 'fingerprint'
  | 'kind'
  | 'incomingKey'
  | 'objectKey'
  | 'partSize'
  | 'writableUntil'
  | 'expiresAt'
> & {
  /** Bytes held against the quota until the real size is known. */
  reservedBytes: number;
  /** @default true */
  isReviewRequired?: boolean;
  /** Whether two people have to approve it. @default false */
  isSecondApprovalRequired?: boolean;
  /** Hours from being ready to being due. @default null */
  reviewWithinHours?: number | null;
  /** @default false */
  hasPartChecksums?: boolean;
  /** @default null */
  metadata?: unknown;
  /** True when `fileId` is an existing file of the owner's and this is its next version. */
  isNewVersion: boolean;
};

export type Actor = { type: 'user' | 'system'; id: string };

/** An audit event to be written; id, hash and chain are the record store's work. */
export type NewAuditEvent = {
  at: Date;
  actor: Actor;
  /** Dotted, past tense: `upload.reserved`, `url.signed`, `file.available`. */
  action: string;
  fileId: string | null;
  version: number | null;
  /** What a signed URL was for: `upload`, `part`, `download`, ... */
  purpose: string | null;
  /** What the actor typed as a reason; personal text, kept apart so that it can be erased. */
  reason: string | null;
  requestId: string;
  details?: Readonly<Record<string, string | number | boolean | null>>;
};

export type Job = { name: string; payload: Readonly<Record<string, string | number>> };

/** Facts that a state change may set. */
export type UploadPatch = Partial<
  Pick<
    UploadRecord,
    | 'size'
    | 'objectKey'
    | 'etag'
    | 'contentType'
    | 'checksumSha256'
    | 'reasonCode'
    | 'scan'
    | 'scanSignature'
    | 'scanEngine'
    | 'scanDatabase'
    | 'scannedAt'
    | 'incomingKey'
    | 'storageUploadId'
  >
>;

export type Transition = {
  id: string;
  from: readonly StorageState[];
  /** Guards against a late result; left out where any version will do. */
  stateVersion?: number;
  to: StorageState;
  patch?: UploadPatch;
  event: NewAuditEvent;
  jobs?: readonly Job[];
  now: Date;
};

/** An object that a record says is in the store. */
export type StoredObject = {
  key: string;
  uploadId: string;
  fileId: string;
  version: number;
  state: StorageState;
};

/**
 * Where uploads are recorded: one method is one transaction, and each transaction writes its audit events or fails as a
 * whole. Every implementation passes `recordsConformance` of `valetkey/testing`.
 */
export type Records = DerivativeRecords &
  ExtractionRecords & {
    /**
     * Creates rows before any URL exists. With an idempotency key, scoped to the owner for 24 hours: the same body returns
     * the earlier rows, another body throws `IDEMPOTENCY_CONFLICT`. Throws `QUOTA_EXCEEDED` with nothing created when the owner
     * would hold more than `quota`, or more of one profile than its entry in `profileQuotas`, and `NOT_FOUND` when a new version
     * names a file that is not the owner's.
     */
    reserve(input: {
      ownerId: string;
      uploads: readonly NewUpload[];
      idempotency: { key: string; bodyHash: string } | null;
      quota: { maxBytes: number; maxFiles: number } | null;
      /** By profile name; a profile without an entry has no limit of its own. @default none */
      profileQuotas?: Readonly<Record<string, { maxBytes: number; maxFiles: number }>>;
      event: (upload: UploadRecord) => NewAuditEvent;
      now: Date;
    }): Promise<{ uploads: UploadRecord[]; isReplay: boolean }>;

    /** Remembers the store's multipart ids; ignores uploads that are no longer `reserved`. */
    attachMultipart(input: {
      uploads: readonly { id: string; storageUploadId: string }[];
      now: Date;
    }): Promise<void>;

    /** Reads by upload id, or one version of a file (the newest when none is named); order and gaps are the caller's to match. */
    find(
      query:
        | { uploadIds: readonly string[] }
        | { fileId: string; version?: number }
        | { ownerId: string; state: StorageState; limit: number; cursor: string | null },
    ): Promise<UploadRecord[]>;

    /**
     * Authorises signing: returns only records of the owner in one of the states, with their events written and
     * `writableUntil` moved forward, in the transaction that read them. What is missing from the answer may not be signed.
     */
    authoriseSigning(input: {
      uploadIds: readonly string[];
      /** `null` for the system or a role that was checked by the caller. */
      ownerId: string | null;
      states: readonly StorageState[];
      writableUntil?: Date;
      event: (upload: UploadRecord) => NewAuditEvent;
      now: Date;
    }): Promise<UploadRecord[]>;

    /** One conditional update with its event and jobs; `null` when the record was no longer in `from` (or at `stateVersion`). */
    transition(input: Transition): Promise<UploadRecord | null>;

    /** What the sweep must look at, oldest first. */
    listDue(input: { now: Date; limit: number }): Promise<UploadRecord[]>;

    /**
     * Puts up to `limit` files into the trash whose current version is of the profile and arrived (or came back from the trash)
     * at or before `keptSince`, a transaction for each file. Left alone: what is under review, and files of which a version is being
     * transferred or checked. Returns how many it put there.
     */
    retire(input: {
      profile: string;
      keptSince: Date;
      limit: number;
      event: (action: 'file.deleted', upload: UploadRecord) => NewAuditEvent;
      now: Date;
    }): Promise<number>;

    /**
     * Ends up to `limit` files that have been in the trash since `trashedSince` or longer, a transaction for each file: their
     * versions are `purged`, give their quota back, and are due until their keys are taken off. Returns how many it ended.
     */
    purgeTrash(input: {
      trashedSince: Date;
      limit: number;
      event: (action: 'file.deleted' | 'file.purged', upload: UploadRecord) => NewAuditEvent;
      now: Date;
    }): Promise<number>;

    /**
     * Up to `limit` versions that other signatures than these judged, or none: what is available, and what is quarantined without
     * being infected.
     */
    listStaleScans(input: { database: string; limit: number }): Promise<UploadRecord[]>;

    /** Notes that newer signatures say the same. No event, and nothing when the record is no longer at the state version. */
    noteScan(input: { id: string; stateVersion: number; by: ScannerVersion; now: Date }): Promise<void>;

    /** Which of these object keys (incoming keys and keys of derivatives among them) a record still claims. */
    claimedKeys(keys: readonly string[]): Promise<Set<string>>;

    /**
     * What should be in the store below a prefix: objects of versions that were uploaded, and their derivatives. In ascending order of
     * the keys' bytes, in which S3 lists them.
     */
    listStored(input: { prefix: string }): AsyncIterable<StoredObject>;

    /** Whether a record still says so. */
    isStored(object: StoredObject): Promise<boolean>;
  };
