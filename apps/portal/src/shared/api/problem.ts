import { errorTable, ValetKeyError } from 'valetkey/protocol';

// What only the portal answers; with the library's table these are all codes there are.
const portalErrors = {
  INVALID_CREDENTIALS: { status: 401, title: 'The e-mail address or the password is wrong' },
  ACCOUNT_DISABLED: { status: 403, title: 'The account is disabled' },
  ACCOUNT_EXISTS: { status: 409, title: 'There is an account with this e-mail address' },
  INVALID_EMAIL: { status: 400, title: 'This is not an e-mail address' },
  INVALID_PASSWORD: { status: 400, title: 'The password cannot be used' },
  SIGN_UP_CLOSED: { status: 403, title: 'New accounts are by invitation' },
} as const satisfies Record<string, { status: number; title: string }>;

export const problemTable = { ...errorTable, ...portalErrors };

export type ProblemCode = keyof typeof problemTable;

/** Header set by the server around Next. */
export function requestIdOf(request: Request): string {
  return request.headers.get('x-request-id') ?? 'none';
}

/** An error answer (RFC 9457): a code of the table and a sentence that says what to do next. */
export function problemResponse(
  request: Request,
  code: ProblemCode,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  const { status, title } = problemTable[code];
  const type = `urn:valetkey:error:${code.toLowerCase()}`;
  const body = { type, title, status, code, detail, requestId: requestIdOf(request) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'private, no-store', ...headers },
  });
}

/** Turns what was thrown into an answer: our own errors as they are, everything else as `INTERNAL` without a word about it. */
export function problemFromError(request: Request, error: unknown): Response {
  if (error instanceof ValetKeyError) {
    const headers: Record<string, string> = {};
    if (error.retryAfterSeconds !== undefined)
      headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
    return problemResponse(request, error.code, error.message, headers);
  }
  return problemResponse(request, 'INTERNAL', 'Try again in a moment.');
}
