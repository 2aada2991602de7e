import { ValetKeyError } from '../protocol/index.ts';

/** `ECONNREFUSED`, `ENOTFOUND`, ... as Node names them, one cause down in an error of fetch. */
function networkCodes(cause: unknown): string[] {
  const deeper = cause instanceof Error ? cause.cause : undefined;
  const code = (deeper as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? [code] : [];
}

/**
 * What the store answered, as the `cause` of a {@link ValetKeyError}. It repeats nothing of the answer but the code: error
 * documents of S3 hold the string to sign and the access key.
 */
export class S3Error extends Error {
  /** S3's own word, like `NoSuchKey`; `Unreachable` and `Timeout` when there was no answer. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The store's id of the request, for its operator. */
  readonly requestId: string | null;
  /** Seconds that the store asked to wait. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: string,
    status: number,
    options: { requestId?: string | null; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(
      status === 0
        ? `The store gave no answer (${[code, ...networkCodes(options.cause)].join(': ')})`
        : `The store answered ${status} ${code}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'S3Error';
    this.code = code;
    this.status = status;
    this.requestId = options.requestId ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

const passingCodes = new Set([
  // Cut short on the way, as far as we can tell.
  'MalformedAnswer',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
  'TooManyRequests',
]);

/** Whether repeating the same request may help. 501 is an answer about the store, not about the moment. */
export function isPassing(error: S3Error): boolean {
  return (
    error.status === 0 ||
    error.status === 429 ||
    (error.status >= 500 && error.status !== 501) ||
    passingCodes.has(error.code)
  );
}

/** Whether what was asked for is not there; a missing bucket is a wrong set-up, not a missing object. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3Error && error.status === 404 && error.code !== 'NoSuchBucket';
}

const changedCodes = new Set([
  'PreconditionFailed',
  'InvalidPart',
  'InvalidPartOrder',
  'ConditionalRequestConflict',
]);

/** Puts an {@link S3Error} into the error of the contract; anything else is passed on as it is. */
export function toValetKeyError(operation: string, error: unknown): unknown {
  if (!(error instanceof S3Error)) return error;
  const said = `${error.message} to ${operation}`;
  if (isPassing(error)) {
    return new ValetKeyError('STORE_UNAVAILABLE', `${said}. Repeat the call in a moment.`, {
      cause: error,
      retryAfterSeconds: error.retryAfterSeconds ?? 5,
    });
  }
  if (isMissing(error)) return new ValetKeyError('NOT_FOUND', `${said}.`, { cause: error });
  if (error.status === 412 || changedCodes.has(error.code)) {
    return new ValetKeyError('OBJECT_CHANGED', `${said}: the object or a part is not what it was.`, {
      cause: error,
    });
  }
  if (error.code === 'NoSuchBucket') {
    return new ValetKeyError('STORE_UNAVAILABLE', `${said}. Create the bucket: valetkey setup.`, {
      cause: error,
    });
  }
  if (error.code === 'RequestTimeTooSkewed') {
    return new ValetKeyError('STORE_UNAVAILABLE', `${said}. Set the clock of this machine.`, {
      cause: error,
    });
  }
  if (error.status >= 300 && error.status < 400) {
    return new ValetKeyError(
      'STORE_UNAVAILABLE',
      `${said}. Check the endpoint and the region of the bucket.`,
      {
        cause: error,
      },
    );
  }
  if (error.status === 401 || error.status === 403) {
    return new ValetKeyError('STORE_UNAVAILABLE', `${said}. Check the credentials and the bucket's policy.`, {
      cause: error,
    });
  }
  return new ValetKeyError('INTERNAL', `${said}.`, { cause: error });
}
