import type { ErrorCode } from './errorTable.ts';
import type { StorageState } from './storageState.ts';

/** One file of a handshake. */
export type HandshakeFile = {
  /** Display name; never part of a key. */
  name: string;
  /** Exact size in bytes. */
  size: number;
  /** Media type; the profile decides whether it is accepted. */
  contentType: string;
  /** Base64 SHA-256 of the whole file. */
  checksumSha256?: string;
  /**
   * The sender gives the SHA-256 of each part when it asks for the part's URL, where the store checks that; the grant says
   * whether.
   */
  partChecksums?: 'sha256';
  /** Folder, for display. */
  path?: string;
  /** The file of which this is a new version. */
  documentId?: string;
  /** The client's own mark of the local file, to find it again for resume. */
  fingerprint?: string;
  /** Upload profile. */
  profile?: string;
  /** Facts about the file in the form that its profile asks for; at most 4,096 bytes of JSON. */
  metadata?: unknown;
};

/** `POST /api/upload` for any number of files. */
export type HandshakeRequest = {
  files: HandshakeFile[];
  idempotencyKey?: string;
  /** How many parts the sender has in flight to one name of the bucket, 1 to 64. @default 6 */
  connections?: number;
  /** What the sender measured last on one connection: large files are cut so that a part takes seconds, not minutes. */
  connectionBytesPerSecond?: number;
};

/** `POST /api/upload` as the article has it: one PUT, nothing but the type is required. */
export type ArticleHandshakeRequest = {
  contentType: string;
  name?: string;
  size?: number;
  checksumSha256?: string;
};

/** Exactly what to send beside the body: lower-case names, never `host` or `content-length`. */
export type RequestHeaders = Record<string, string>;

type GrantBase = {
  uploadId: string;
  /** The file's id: the handle of every file and download call from now on. Never an object key. */
  key: string;
  /** When the URLs of this grant stop working (ISO 8601). */
  expiresAt: string;
};

/** One PUT of the whole file. */
export type PutGrant = GrantBase & { kind: 'put'; method: 'PUT'; signedUrl: string; headers: RequestHeaders };

/** One form POST of the whole file: the fields first, the file last as `file`. */
export type PostGrant = GrantBase & {
  kind: 'post';
  method: 'POST';
  signedUrl: string;
  fields: Record<string, string>;
};

/** One presigned part. */
export type PartGrant = { partNumber: number; signedUrl: string; headers: RequestHeaders; size: number };

/** Parts of `partSize` bytes (the last has the rest); the first window of part URLs. */
export type MultipartGrant = GrantBase & {
  kind: 'multipart';
  partSize: number;
  /** Empty with `partChecksums`: their URLs are signed with the checksums. */
  parts: PartGrant[];
  /** Each part's URL is asked for with the checksum of the part, which the store checks. */
  partChecksums?: 'sha256';
};

export type Grant = PutGrant | PostGrant | MultipartGrant;

export type HandshakeResponse = { uploads: Grant[] };

/** The article's answer: a PUT grant without its kind. */
export type ArticleHandshakeResponse = Omit<PutGrant, 'kind'>;

/** `POST /api/upload/sign`: fresh URLs for `post` and `put`. */
export type SignRequest = { uploadIds: string[] };
export type SignResponse = { uploads: Grant[] };

/** `POST /api/upload/parts`: part URLs of one multipart upload. */
export type PartsRequest = {
  uploadId: string;
  partNumbers: number[];
  /** Base64 SHA-256 of each of the parts, in the same order; of an upload with `partChecksums` and of no other. */
  checksumsSha256?: string[];
};
export type PartsResponse = { parts: PartGrant[] };

/** `GET /api/upload/{uploadId}`: what the store has, for resume. */
export type UploadStatus = {
  uploadId: string;
  key: string;
  /** Which version of the file `key` it is; 1 for a file of its own. */
  version: number;
  kind: Grant['kind'];
  state: StorageState;
  name: string;
  size: number | null;
  contentType: string;
  fingerprint: string | null;
  partSize: number | null;
  /** Part URLs are asked for with the checksums of the parts. */
  partChecksums: 'sha256' | null;
  /** What the store holds now; empty for `post` and `put`. */
  stored: { partNumber: number; size: number }[];
  createdAt: string;
  /** When an unfinished upload is given up (ISO 8601). */
  expiresAt: string;
};

/** `GET /api/upload?state=reserved`: one's unfinished uploads. */
export type UnfinishedUploads = {
  uploads: Omit<UploadStatus, 'stored'>[];
  nextCursor: string | null;
};

/** `POST /api/upload/complete`. */
export type CompleteRequest = { uploads: { uploadId: string }[] };

/** The outcome of one upload of a completion: `status` is what a call for it alone would answer. */
export type Receipt =
  | { uploadId: string; status: 200; id: string; state: StorageState }
  | { uploadId: string; status: number; code: ErrorCode; detail: string };

export type CompleteResponse = { files: Receipt[] };

/** `GET /api/download`. */
export type DownloadResponse = { signedUrl: string; expiresAt: string };

/** `POST /api/thumbnails`: a picture of each of up to 100 files. */
export type ThumbnailsRequest = {
  keys: string[];
  /** @default 'thumb' */
  derivative?: string;
};

/** In the order of the keys. `none`: there is no such picture, or no such file of the caller's. */
export type ThumbnailsResponse = {
  thumbnails: (
    | {
        key: string;
        state: 'available';
        version: number;
        signedUrl: string;
        expiresAt: string;
        width: number | null;
        height: number | null;
      }
    | { key: string; state: 'pending' | 'not_available' | 'failed' | 'none' }
  )[];
};
