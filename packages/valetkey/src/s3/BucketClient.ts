/** What HeadObject reports. */
export type ObjectFacts = {
  size: number;
  /** Opaque, verbatim, with its quotes. */
  etag: string;
  contentType: string | null;
  contentEncoding: string | null;
  cacheControl: string | null;
  storageClass: string | null;
  versionId: string | null;
  /** Base64 SHA-256 of the bytes, as the store checked it when it took them. */
  checksumSha256: string | null;
  /** Of an object of parts: base64 SHA-256 of the SHA-256 sums of its n parts, and `-n`. */
  compositeSha256: string | null;
  lastModified: Date | null;
  /** User metadata, decoded. */
  metadata: Record<string, string>;
};

export type StoredPart = {
  partNumber: number;
  size: number;
  etag: string;
  /** Base64 SHA-256 that the store checked; `null` of an upload without part checksums. */
  checksumSha256: string | null;
};
export type OpenMultipartUpload = { key: string; uploadId: string; initiated: Date };
export type ListedObject = { key: string; size: number; etag: string; lastModified: Date };

/** Metadata that our own server sets on an object; values are percent-encoded on the wire. */
export type ObjectHeaders = {
  contentType: string;
  metadata?: Record<string, string>;
};

type Abortable = { signal?: AbortSignal };

/**
 * The S3 operations of our own server, one function each, named as S3 names them. Requests are signed in their headers.
 * A missing object is `null` where that is an answer (`headObject`), and everywhere else a {@link ValetKeyError} whose
 * `cause` is an {@link S3Error}. Transport faults and 5xx are retried a bounded number of times, then `STORE_UNAVAILABLE`.
 */
export type BucketClient = {
  readonly bucket: string;
  headBucket(input?: Abortable): Promise<boolean>;
  createBucket(input?: Abortable): Promise<void>;
  getBucketCors(input?: Abortable): Promise<CorsRule[] | null>;
  putBucketCors(input: { rules: CorsRule[] } & Abortable): Promise<void>;
  headObject(input: { key: string } & Abortable): Promise<ObjectFacts | null>;
  /** `range` is inclusive, in bytes. The body streams; the caller reads or cancels it. */
  getObject(
    input: { key: string; range?: { start: number; end: number } } & Abortable,
  ): Promise<{ facts: ObjectFacts; body: ReadableStream<Uint8Array> }>;
  putObject(
    input: { key: string; body: Uint8Array | string; ifNoneMatch?: boolean } & ObjectHeaders & Abortable,
  ): Promise<{ etag: string }>;
  /** Metadata and type are replaced, never taken over; tags are dropped. Up to 5 GiB. `null` when the source is missing. */
  copyObject(
    input: { sourceKey: string; key: string; ifMatch?: string } & ObjectHeaders & Abortable,
  ): Promise<{ etag: string } | null>;
  /** Succeeds also when there is nothing to delete. */
  deleteObject(input: { key: string } & Abortable): Promise<void>;
  /** Up to 1,000 keys; returns the keys that could not be deleted. */
  deleteObjects(input: { keys: string[] } & Abortable): Promise<{ key: string; code: string }[]>;
  /** With `checksumAlgorithm` every part must come with its checksum, and so must each part of the completion. */
  createMultipartUpload(
    input: { key: string; checksumAlgorithm?: 'SHA256' | undefined } & ObjectHeaders & Abortable,
  ): Promise<{ uploadId: string }>;
  /** Every part, whatever the number of pages. `null` when the store does not know the upload. */
  listParts(input: { key: string; uploadId: string } & Abortable): Promise<StoredPart[] | null>;
  /**
   * Idempotent: an upload that is gone and whose object is there counts as completed. The answer of S3 is not trusted
   * (some stores send no ETag): ask `headObject` for the facts.
   */
  completeMultipartUpload(
    input: {
      key: string;
      uploadId: string;
      parts: (Pick<StoredPart, 'partNumber' | 'etag'> & Partial<StoredPart>)[];
    } & Abortable,
  ): Promise<void>;
  /** Succeeds also when the upload is unknown. */
  abortMultipartUpload(input: { key: string; uploadId: string } & Abortable): Promise<void>;
  /** All open uploads below a prefix, page by page. */
  listMultipartUploads(input: { prefix: string } & Abortable): AsyncIterable<OpenMultipartUpload>;
  /** All objects below a prefix, page by page. */
  listObjects(input: { prefix: string; startAfter?: string } & Abortable): AsyncIterable<ListedObject>;
};

export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number;
};
