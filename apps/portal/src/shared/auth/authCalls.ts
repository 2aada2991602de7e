import 'server-only';
import { z } from 'zod';
import { type ProblemCode, problemResponse } from '@/shared/api/index.server';
import { passwordLength } from './createAuth';

// Addresses and tokens are looked up in the database, which takes no control characters.
const email = z
  .string()
  .min(1)
  .max(254)
  .regex(/^\P{Cc}+$/u);
const password = z.string().min(1).max(1024);
const token = z.string().regex(/^[\w.-]{1,2048}$/);

// Everything else the accounts library could answer does not exist here.
export const authCalls = {
  'GET /get-session': null,
  'POST /sign-in/email': z.strictObject({ email, password, rememberMe: z.boolean().optional() }),
  'POST /sign-up/email': z.strictObject({ email, password, name: z.string().min(1).max(100) }),
  'POST /sign-out': z.strictObject({}),
  'POST /request-password-reset': z.strictObject({ email }),
  'POST /reset-password': z.strictObject({ token, newPassword: password }),
  'POST /send-verification-email': z.strictObject({ email }),
  'POST /verify-email': z.strictObject({ token }),
  'POST /confirm-password': z.strictObject({ password }),
  'POST /change-password': z.strictObject({ currentPassword: password, newPassword: password }),
} as const;

export type AuthCall = keyof typeof authCalls;

export function isAuthCall(value: string): value is AuthCall {
  return Object.hasOwn(authCalls, value);
}

const usedLink = 'The link was used already or is too old. Have a new one sent.';

const problems: Readonly<Record<string, [ProblemCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ['INVALID_CREDENTIALS', 'Check the e-mail address and the password.'],
  INVALID_EMAIL: ['INVALID_EMAIL', 'Check the e-mail address.'],
  BANNED_USER: ['ACCOUNT_DISABLED', 'This account is disabled. Ask the team that invited you.'],
  EMAIL_NOT_VERIFIED: [
    'EMAIL_NOT_VERIFIED',
    'Confirm your e-mail address first: open the link in the mail we sent you.',
  ],
  USER_ALREADY_EXISTS: [
    'ACCOUNT_EXISTS',
    'This e-mail address has an account already. Sign in instead, or use another one.',
  ],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: [
    'ACCOUNT_EXISTS',
    'This e-mail address has an account already. Sign in instead, or use another one.',
  ],
  PASSWORD_TOO_SHORT: ['INVALID_PASSWORD', `Use at least ${passwordLength.min} characters.`],
  PASSWORD_TOO_LONG: ['INVALID_PASSWORD', `Use at most ${passwordLength.max} characters.`],
  INVALID_PASSWORD: ['INVALID_PASSWORD', 'The current password is not right.'],
  INVALID_TOKEN: ['INVALID_LINK', usedLink],
  TOKEN_EXPIRED: ['INVALID_LINK', usedLink],
  USER_NOT_FOUND: ['INVALID_LINK', usedLink],
};

export function usedLinkProblem(request: Request): Response {
  return problemResponse(request, 'INVALID_LINK', usedLink);
}

/** An error of the accounts library in the portal's own form. */
export async function translateAuthError(request: Request, response: Response): Promise<Response> {
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
  const known = Object.hasOwn(problems, code) ? problems[code] : undefined;
  if (known !== undefined) return problemResponse(request, ...known);
  if (response.status === 401) return problemResponse(request, 'UNAUTHENTICATED', 'Sign in first.');
  if (response.status === 404) return problemResponse(request, 'NOT_FOUND', 'There is nothing here.');
  if (response.status < 500) return problemResponse(request, 'BAD_REQUEST', 'Check what was entered.');
  return problemResponse(request, 'INTERNAL', 'Try again in a moment.');
}
