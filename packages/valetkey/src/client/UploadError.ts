import type { ErrorCode } from '../protocol/index.ts';

/** What can go wrong on the browser's side of an upload, beside the codes a server answers. */
export type ClientErrorCode =
  /** The local file was changed, moved or deleted after it was chosen. */
  | 'FILE_CHANGED'
  /** The app server or the store could not be reached, or stopped answering. */
  | 'NETWORK'
  /** The store answered with an error that repeating does not cure. */
  | 'STORE_REFUSED'
  /** A signed URL points to an origin this page may not send files to. */
  | 'STORE_NOT_ALLOWED'
  /** Somebody else's file was chosen to continue an upload. */
  | 'OTHER_FILE'
  /** The file that the browser remembers may not be read again, or is no longer there. */
  | 'FILE_NOT_READABLE'
  /** Another tab of this browser is sending this upload. */
  | 'IN_OTHER_TAB';

export type UploadErrorOptions = {
  /** HTTP status; 0 when there was no answer. */
  status?: number;
  /** Seconds after which repeating may help. */
  retryAfterSeconds?: number | undefined;
  /** The store's own error code, or further members of the server's problem. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
};

/** Why an upload or a call failed: a stable code, and a sentence that a user understands. */
export class UploadError extends Error {
  readonly code: ErrorCode | ClientErrorCode;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode | ClientErrorCode, message: string, options: UploadErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UploadError';
    this.code = code;
    this.status = options.status ?? 0;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details ?? {};
  }

  /** Whether the same request, sent again a little later, may succeed. */
  get isTransient(): boolean {
    const { status } = this;
    if (status === 0) return this.code === 'NETWORK';
    if (this.code === 'STORE_UNSAFE' || this.code === 'INVALID_OPTION') return false;
    return status >= 500 || status === 429 || status === 408 || this.code === 'OBJECT_CHANGED';
  }
}
