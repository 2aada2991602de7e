import { type ErrorCode, errorTable } from './errorTable.ts';

/** Optional facts of a {@link ValetKeyError}. */
export type ValetKeyErrorOptions = {
  /** What went wrong underneath; never shown to a client. */
  cause?: unknown;
  /** Seconds after which repeating the call may help; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Facts for the caller, safe to show. */
  details?: Readonly<Record<string, string | number | boolean | null>>;
};

/** The one error class of Valet Key: a code from the error table and a sentence that says what to do next. */
export class ValetKeyError extends Error {
  readonly code: ErrorCode;
  /** HTTP status of the code. */
  readonly status: number;
  /** Whether repeating the same call can help. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, string | number | boolean | null>> | undefined;

  constructor(code: ErrorCode, message: string, options: ValetKeyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ValetKeyError';
    this.code = code;
    this.status = errorTable[code].status;
    this.retryable = errorTable[code].retryable;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details;
  }
}

/** The body of every error answer (RFC 9457, `application/problem+json`). */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  requestId: string;
};
