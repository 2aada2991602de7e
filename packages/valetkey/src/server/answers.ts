import { type ErrorCode, errorTable, type Problem, ValetKeyError } from '../protocol/index.ts';

/** One file of a handshake that was refused, by its place in the request. */
export type RefusedFile = { index: number; code: ErrorCode; detail: string };

/** A handshake that was refused because of single files; names all of them, so that one more call can carry the rest. */
export class HandshakeRefusal extends ValetKeyError {
  readonly files: readonly RefusedFile[];

  constructor(files: readonly RefusedFile[]) {
    const [first] = files;
    if (first === undefined) throw new RangeError('A refusal names at least one file.');
    super(first.code, first.detail);
    this.files = files;
  }
}

const commonHeaders = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };

export function jsonResponse(body: unknown): Response {
  return new Response(JSON.stringify(body), {
    headers: { ...commonHeaders, 'content-type': 'application/json' },
  });
}

export function emptyResponse(): Response {
  return new Response(null, { status: 204, headers: commonHeaders });
}

/** One and the same error for what does not exist, is not the caller's, or could not exist. */
export function notFound(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is nothing here that you may see.');
}

/** The error as clients may see it: a cause, and the text of an error that is not ours, stay on the server. */
export function toPublicError(error: unknown): ValetKeyError {
  if (error instanceof ValetKeyError) {
    if (error.code === 'NOT_FOUND') return notFound();
    if (error.status < 500) return error;
    if (error.code !== 'INTERNAL' && error.code.startsWith('STORE_')) return error;
    if (error.code === 'RECORDS_UNAVAILABLE') return error;
  }
  return new ValetKeyError('INTERNAL', 'Try again; when it stays, tell the operator the request id.', {
    cause: error,
  });
}

export function problemResponse(
  error: ValetKeyError,
  requestId: string,
  headers?: Record<string, string>,
): Response {
  const problem: Problem & { files?: readonly RefusedFile[] } = {
    type: `urn:valetkey:error:${error.code.toLowerCase()}`,
    title: errorTable[error.code].title,
    status: error.status,
    code: error.code,
    detail: publicDetail(error),
    requestId,
  };
  if (error instanceof HandshakeRefusal) problem.files = error.files;
  return new Response(JSON.stringify(problem), {
    status: error.status,
    headers: {
      ...commonHeaders,
      'content-type': 'application/problem+json',
      ...(error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) }),
      ...headers,
    },
  });
}

/** What a 5xx says of itself may name hosts or tables, so the table's own words are used for those. */
export function publicDetail(error: ValetKeyError): string {
  if (error.status < 500 || error.code === 'INTERNAL') return error.message;
  return error.retryable ? 'Try again in a moment.' : 'Tell the operator the request id.';
}
