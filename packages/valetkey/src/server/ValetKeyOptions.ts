import type { BucketClient } from '../s3/BucketClient.ts';
import type { Signer } from '../s3/Signer.ts';
import type { StoreCapabilities } from '../s3/StoreCapabilities.ts';
import type { DerivativeResult, PlannedDerivative } from './DerivativeRecords.ts';
import type { ExtractionKind, ExtractionResult } from './ExtractionRecords.ts';
import type { Job, Records, StoredObject, UploadRecord } from './Records.ts';
import type { Scanner } from './Scanner.ts';
import type { UploadProfile } from './UploadProfile.ts';

/** Who is calling, as `authenticate` found out. */
export type Caller = {
  userId: string;
  /**
   * How the request proved it. A browser adds a `cookie` by itself, so state-changing calls then need our own `Origin`; a
   * `token` was put there by code of the caller.
   *
   * @default 'cookie'
   */
  credential?: 'cookie' | 'token';
  /**
   * May read the derivatives of others' files, as a reviewer does; the files themselves stay their owners'. A function is asked which
   * of the files: `true` is everybody's.
   *
   * @default false
   */
  mayReadDerivatives?: boolean | ReadableFiles;
};

/** Which of these files, by id, somebody may read the derivatives of; with a purpose for the events, where it is not the usual one. */
export type ReadableFiles = (
  fileIds: readonly string[],
) => Promise<ReadonlyMap<string, { purpose?: string | undefined }>>;

/** Where files are: the signer and the client of one bucket, and what the store was seen to enforce. */
export type StoreAccess = {
  signer: Signer;
  bucketClient: BucketClient;
  /**
   * Reads the bytes of versions that are available for `derive` and `extract`, and nothing else: never what is not verified yet. Their
   * keys are written once, so that a reader may keep what it has read. @default `bucketClient`
   */
  reader?: Pick<BucketClient, 'getObject'>;
  /** What `probeStore` found; a function is asked at every handshake and should remember its answer. */
  capabilities: StoreCapabilities | (() => Promise<StoreCapabilities>);
  /** Refuses `put` grants with `STORE_UNSAFE` where the store executes unsigned headers. @default false */
  isStrict?: boolean;
};

/** Counts one event against a key; `cost` is how many it counts for. */
export type RateLimit = (
  key: string,
  options: { limit: number; windowSeconds: number; cost?: number },
) => Promise<{ allowed: boolean; retryAfterSeconds: number }>;

/** Calls per minute. */
export type RateLimits = { perAddress: number; perAccount: number };

export type UploadProfiles = Readonly<Record<string, UploadProfile>>;

export type Quota = { maxBytes: number; maxFiles: number };

/** A readable product of a file (thumbnail, text, ...). */
export type DerivativeObject = { objectKey: string; name: string; contentType: string };

/** A derivative as its maker made it, or why there is none. Sizes and times are those of {@link DerivativeResult}. */
export type MadeDerivative =
  | ({ name: string; contentType: string; body: Uint8Array } & Partial<
      Pick<DerivativeResult, 'width' | 'height' | 'durationSeconds'>
    >)
  | { name: string; contentType: string; state: 'not_available' | 'failed'; reason: string };

/** Makes derivatives of one kind of file. */
export type DerivativeMaker = {
  /** What can be made from such a version; nothing when this maker has nothing to do with it. */
  plan: (upload: UploadRecord) => readonly PlannedDerivative[];
  /**
   * Makes what is named, and may add names that only the file tells (pages). `read` opens the version's bytes. What the file does
   * not allow is a result; what is thrown is tried again. `keep` records what is ready while the rest is still being made, so that
   * people see a small picture before the large one; something of what is named has to be left for the answer.
   */
  make: (input: {
    upload: UploadRecord;
    names: ReadonlySet<string>;
    read: () => Promise<ReadableStream<Uint8Array>>;
    keep: (early: readonly MadeDerivative[]) => Promise<void>;
    signal: AbortSignal;
  }) => Promise<readonly MadeDerivative[]>;
};

/** Reads out of one kind of file what can be told of it in rows. */
export type Extractor = {
  /** What there is to read out of such a version; `null` when this extractor has nothing to do with it. */
  plan: (upload: UploadRecord) => ExtractionKind | null;
  /**
   * Reads it. `read` opens the version's bytes, or those from `start` to `end`, both included. What the file does not allow is a
   * result; what is thrown is tried again.
   */
  extract: (input: {
    upload: UploadRecord;
    read: (range?: { start: number; end: number }) => Promise<ReadableStream<Uint8Array>>;
    signal: AbortSignal;
  }) => Promise<ExtractionResult>;
};

/** Hashes in pieces; `digest` ends it. */
export type IncrementalHash = { update(bytes: Uint8Array): void; digest(): Uint8Array };

export type ValetKeyOptions = {
  store: StoreAccess;
  records: Records;
  /** Who sent this request; `null` answers 401. It is asked once per request, before anything is parsed. */
  authenticate: (request: Request) => Promise<Caller | null>;
  /** Origins of the application's own pages: `https://files.example.com`. State-changing calls from others are refused. */
  appOrigins: readonly string[];
  /** Path under which `handle` finds its routes. @default '/api' */
  basePath?: string;
  /**
   * What may be uploaded, by profile name; a handshake that names none gets `default`. A function is asked in every call that
   * needs profiles and should remember its answer: as long as it returns the same object, that is not checked again. A file
   * whose profile is gone is judged by `default`.
   *
   * @default the profile of `defaultProfile.ts`
   */
  profiles?: UploadProfiles | (() => Promise<UploadProfiles>);
  /** What a user may store. @default no quota */
  quota?: (userId: string) => Promise<Quota | null>;
  /** Days after which a sweep ends what is in the trash, 0 or more; a function is asked at every sweep. @default 30 */
  trashDays?: number | (() => Promise<number>);
  /** Where calls are counted. @default calls are not limited */
  rateLimit?: RateLimit;
  /** Calls per minute. @default handshake 600 / 120, signing 3000 / 600, download 1200 / 300 */
  rateLimits?: { handshake?: RateLimits; signing?: RateLimits; download?: RateLimits };
  /** The caller's network address for rate limits; never taken from a header that a client can write. @default none */
  clientAddress?: (request: Request) => string | null;
  /** Names a request in answers, audit events and `onError`. @default 26 random characters */
  requestId?: (request: Request) => string;
  /**
   * Who verifies an uploaded file: `inline` does it in the call that settles it; `worker` leaves a `verify` job with its
   * `uploadId` in the records, and the worker calls `verify`.
   *
   * @default 'inline'
   */
  verification?: 'inline' | 'worker';
  /** Media type of content by its first 4,100 bytes; `null` when they say nothing. @default a table of well-known signatures */
  detectType?: (bytes: Uint8Array) => Promise<string | null>;
  /** SHA-256 for stores that do not check it. @default one written in JavaScript; pass the platform's for speed */
  createSha256?: () => IncrementalHash;
  /** Scans for malware what passed every other check. @default files become available as `not_scanned` */
  scanner?: Scanner;
  /** Jobs to leave in the transaction that makes a version available: what makes its derivatives. @default none */
  jobsWhenAvailable?: (upload: UploadRecord) => readonly Job[];
  /** Finds a derivative of a version, already authorised for its file. @default what `derive` recorded */
  findDerivative?: (input: { upload: UploadRecord; name: string }) => Promise<DerivativeObject | null>;
  /** @default () => new Date() */
  clock?: () => Date;
  /** Cryptographically strong random bytes. @default crypto.getRandomValues */
  random?: (length: number) => Uint8Array;
  /** Waits, or rejects when aborted. @default setTimeout */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How long a download waits for a file that is being verified, in milliseconds. @default 10000 */
  downloadWaitMilliseconds?: number;
  /** Store requests of one call at a time. @default 16 */
  storeConcurrency?: number;
  /** Told every failure that is our own (status 5xx) with its cause, and failed best-effort steps. Clients never see the cause. */
  onError?: (error: unknown, requestId: string) => void;
};

/** A route of the HTTP contract. `params.uploadId` is what the framework's router found; else it is read from the path. */
export type Handler = (request: Request, params?: { uploadId?: string }) => Promise<Response>;

export type PresignDownloadInput = {
  fileId: string;
  /** @default the newest that was uploaded */
  version?: number;
  derivative?: string;
  /** Only this owner's file; `null` when the caller was authorised by another rule, a reviewer's role for example. */
  ownerId: string | null;
  actor: { type: 'user' | 'system'; id: string };
  /** What the URL is for, in the audit event. @default 'download' */
  purpose?: string;
  /** Why, in the actor's words; kept in the audit event. */
  reason?: string | null;
  requestId: string;
  signal?: AbortSignal;
};

export type SweepInput = {
  /** @default the clock's */
  now?: Date;
  signal?: AbortSignal;
  /**
   * Whether every object of the bucket is listed, to remove what no record claims. That takes a request for a thousand objects, and
   * once in an hour is enough: only what is older than a day is removed. @default true
   */
  isStoreListed?: boolean;
  /** When the records began. Objects that are older belong to others and are left alone. @default all that is unclaimed is removed */
  ownSince?: Date;
  /** Is given what records say is stored and the store does not have. Nothing is changed. */
  onMissing?: (object: StoredObject) => void;
};

/** What one sweep did and found. A second one right after it does nothing. */
export type SweepReport = {
  /** Finished transfers whose client never said so. */
  settled: number;
  /** Uploads that were verified because nobody else did. */
  verified: number;
  /** Reservations given up. */
  expired: number;
  /** Versions whose derivatives were asked for once more. */
  rederived: number;
  /** Files put into the trash because their profile keeps them no longer. */
  retired: number;
  /** Files ended because their time in the trash was over. */
  purged: number;
  /** Objects of ended files removed. */
  removedObjects: number;
  /** Sources of settled or ended uploads removed from `incoming/`. */
  removedSources: number;
  /** Multipart uploads that nothing remembers. */
  abortedMultiparts: number;
  /** Objects that no record claims. */
  removedOrphans: number;
  /** Objects that records know and the store does not have: `onMissing` is given each. */
  missingObjects: number;
  removedBytes: number;
  /** Steps that failed and are left to the next sweep; each was given to `onError`. */
  failures: number;
};

/** What one round of scanning again did. */
export type RescanReport = {
  /** Versions that the scanner looked at. */
  scanned: number;
  /** Versions that were available and are infected. */
  quarantined: number;
  /** Versions that were held because they could not be scanned, and are clean. */
  released: number;
  /** Versions that could not be read; each was given to `onError`. */
  failures: number;
};

export type ValetKey = {
  handlers: {
    /** `POST /api/upload` */
    createUploads: Handler;
    /** `POST /api/upload/sign` */
    signUploads: Handler;
    /** `POST /api/upload/parts` */
    signParts: Handler;
    /** `POST /api/upload/complete` */
    completeUploads: Handler;
    /** `GET /api/upload/{uploadId}` */
    getUpload: Handler;
    /** `GET /api/upload?state=reserved` */
    listUploads: Handler;
    /** `DELETE /api/upload/{uploadId}` */
    abortUpload: Handler;
    /** `GET /api/download?key` */
    download: Handler;
    /** `POST /api/thumbnails` */
    signThumbnails: Handler;
  };
  /** All of the above by method and path below `basePath`; what it does not know answers 404 or 405. */
  handle(request: Request): Promise<Response>;
  /**
   * The one idempotent finish of an upload, from the store's own facts; inline verification included.
   *
   * @throws {ValetKeyError} `NOT_FOUND`, `NOT_UPLOADED`, `UPLOAD_EXPIRED`, `INVALID_STATE` or what it was rejected for.
   */
  settle(uploadId: string, input?: { signal?: AbortSignal; requestId?: string }): Promise<UploadRecord>;
  /**
   * Takes an uploaded file to its verdict. Harmless to repeat; the verdict of an attempt that was overtaken is dropped.
   * Rejects when the store or the records fail: the file is `uploaded` again and the call is to be repeated.
   */
  verify(
    uploadId: string,
    input?: {
      signal?: AbortSignal;
      requestId?: string;
      /** When it was seen that no other worker lives: an attempt that began before is dead and need not be waited for. */
      othersEndedAt?: Date | undefined;
    },
  ): Promise<UploadRecord>;
  /**
   * Has a maker make the derivatives of an available version, and records them. Harmless to repeat: what is there is not made
   * again, and the result of an attempt that was overtaken is dropped. Rejects when store or records fail, to be called again.
   */
  derive(
    uploadId: string,
    maker: DerivativeMaker,
    input?: { signal?: AbortSignal; requestId?: string },
  ): Promise<void>;
  /**
   * Has an extractor read an available version, and records what it read. Harmless to repeat like `derive`, and rejects like it.
   */
  extract(
    uploadId: string,
    extractor: Extractor,
    input?: { signal?: AbortSignal; requestId?: string },
  ): Promise<void>;
  /** Authorises, audits and signs one download, for the application's own routes. */
  presignDownload(input: PresignDownloadInput): Promise<{ signedUrl: string; expiresAt: Date }>;
  /**
   * Finishes, gives up and removes what nobody did; to be called every minute or so by one process. Where most files of the bucket
   * have no record, it counts a failure and removes no orphan: the bucket is somebody else's, or the records are lost.
   */
  sweep(input?: SweepInput): Promise<SweepReport>;
  /**
   * Scans anew what older signatures judged, up to `limit` versions (200) or `maxMilliseconds` (45,000), whichever ends first; to be
   * called every minute or so by one process. Does nothing while the scanner cannot be reached.
   */
  rescan(input?: { limit?: number; maxMilliseconds?: number; signal?: AbortSignal }): Promise<RescanReport>;
};
