import type { RequestHeaders } from '../protocol/index.ts';

/** A request that a client may send as it is, and when it stops working. */
export type PresignedRequest = {
  method: 'PUT' | 'GET';
  signedUrl: string;
  /** Signed headers that the client must send, lower-case; never `host` or `content-length`. */
  headers: RequestHeaders;
  expiresAt: Date;
};

/** A form POST that a client may send: the fields first, the file last as `file`. */
export type PresignedPost = {
  method: 'POST';
  signedUrl: string;
  fields: Record<string, string>;
  expiresAt: Date;
};

export type PutObjectInput = {
  key: string;
  contentType: string;
  /** Exact length in bytes, signed as `content-length`. Left out only for the article's size-less handshake. */
  contentLength?: number;
  /** Base64 SHA-256, signed as a header and never moved to the query. */
  checksumSha256?: string;
  /** Signs `if-none-match: *`, so that an existing object is never replaced. @default false */
  ifNoneMatch?: boolean;
  expiresInSeconds: number;
  /** Which of several public endpoints the URL names; counts round. @default 0 */
  endpointIndex?: number;
};

export type UploadPartInput = {
  key: string;
  uploadId: string;
  partNumber: number;
  /** Exact length of this part in bytes, signed as `content-length`. */
  contentLength: number;
  /** Base64 SHA-256 of this part; the upload was created with it (`checksumAlgorithm`). */
  checksumSha256?: string | undefined;
  expiresInSeconds: number;
  /** Which of several public endpoints the URL names; counts round. @default 0 */
  endpointIndex?: number;
};

export type GetObjectInput = {
  key: string;
  versionId?: string;
  responseContentType: string;
  responseContentDisposition: string;
  responseCacheControl?: string;
  expiresInSeconds: number;
  /** Which of several public endpoints the URL names; counts round. @default 0 */
  endpointIndex?: number;
};

export type PostPolicyInput = {
  key: string;
  contentType: string;
  /** Exact length in bytes; the policy says `content-length-range` n to n. */
  contentLength: number;
  /** Base64 SHA-256 as a form field and condition. */
  checksumSha256?: string;
  expiresInSeconds: number;
  /** Which of several public endpoints the URL names; counts round. @default 0 */
  endpointIndex?: number;
};

/**
 * Signs the only four things a client is ever given (AWS Signature Version 4, query form; POST policy).
 * There is no way to sign another operation.
 *
 * @throws {ValetKeyError} `INVALID_KEY` and `INVALID_EXPIRY` before anything is signed; `INVALID_PART`, `INVALID_SIZE`,
 * `INVALID_CONTENT_TYPE`, `INVALID_CHECKSUM` and `INVALID_OPTION` for the other values. Callers check those first.
 */
export type Signer = {
  /** How many public endpoints the URLs go round. @default 1 */
  readonly endpointCount?: number;
  presignPutObject(input: PutObjectInput): PresignedRequest;
  presignUploadPart(input: UploadPartInput): PresignedRequest;
  presignGetObject(input: GetObjectInput): PresignedRequest;
  presignPost(input: PostPolicyInput): PresignedPost;
};
