import { errorTable, ValetKeyError } from 'valetkey/protocol';

// What only the portal answers; with the library's table these are all codes there are.
const portalErrors = {
  INVALID_CREDENTIALS: { status: 401, title: 'The e-mail address or the password is wrong' },
  ACCOUNT_DISABLED: { status: 403, title: 'The account is disabled' },
  ACCOUNT_EXISTS: { status: 409, title: 'There is an account with this e-mail address' },
  INVALID_EMAIL: { status: 400, title: 'This is not an e-mail address' },
  STEP_UP_REQUIRED: { status: 403, title: 'The password has to be entered again' },
  INVALID_PASSWORD: { status: 400, title: 'The password cannot be used' },
  SIGN_UP_CLOSED: { status: 403, title: 'New accounts are by invitation' },
  EMAIL_NOT_VERIFIED: { status: 403, title: 'The e-mail address is not confirmed yet' },
  INVALID_LINK: { status: 400, title: 'The link cannot be used any more' },
  INVALID_NAME: { status: 400, title: 'The name cannot be used' },
  INVALID_SETTING: { status: 400, title: 'The setting does not have a value that it may have' },
  INVALID_WEBHOOK_URL: { status: 400, title: 'Nothing is sent to this URL' },
  INVITATION_EXISTS: { status: 409, title: 'This e-mail address was invited already' },
  OWN_ACCOUNT: { status: 403, title: 'Not with your own account' },
  LAST_ADMIN: { status: 409, title: 'The last administrator stays' },
  RESULT_REFUSED: { status: 422, title: 'The result is not as the processor has it' },
  MAIL_UNAVAILABLE: { status: 503, title: 'The mail was not sent' },
} as const satisfies Record<string, { status: number; title: string }>;

const problemTable = { ...errorTable, ...portalErrors };

export type ProblemCode = keyof typeof problemTable;

/** An error with one of the portal's own codes, thrown by data access and answered at the edge. */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly problem: ProblemCode;

  constructor(problem: ProblemCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.problem = problem;
  }
}

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
  if (error instanceof PortalError) return problemResponse(request, error.problem, error.message);
  return problemResponse(request, 'INTERNAL', 'Try again in a moment.');
}

/** Whether an error is an answer that was meant, and not something to look into. */
export function isExpectedError(error: unknown): boolean {
  return error instanceof PortalError || (error instanceof ValetKeyError && error.status < 500);
}
