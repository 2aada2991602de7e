import 'server-only';
import { createHash } from 'node:crypto';
import { limits, ValetKeyError } from 'valetkey/protocol';
import type { RateLimit } from 'valetkey/server';
import { z } from 'zod';
import {
  assertSameOrigin,
  type ProblemCode,
  problemFromError,
  problemResponse,
  readJson,
} from '@/shared/api/index.server';
import type { PortalConfig } from '@/shared/config/index.server';
import { type Auth, passwordLength } from './createAuth';
import { getViewer } from './getViewer';
import { networkOf } from './networkOf';

export type AuthRoutesOptions = {
  auth: Auth;
  rateLimit: RateLimit;
  config: Pick<PortalConfig, 'appUrl' | 'auth'> & { rateLimits: Pick<PortalConfig['rateLimits'], 'signIn'> };
  onError: (error: unknown, request: Request) => void;
};

const email = z.string().min(1).max(254);
const password = z.string().min(1).max(1024);

// The four routes of the contract. Everything else the accounts library could answer does not exist here.
const routes = {
  'GET /get-session': null,
  'POST /sign-in/email': z.strictObject({ email, password, rememberMe: z.boolean().optional() }),
  'POST /sign-up/email': z.strictObject({ email, password, name: z.string().min(1).max(100) }),
  'POST /sign-out': z.strictObject({}),
} as const;

type Route = keyof typeof routes;

const problems: Readonly<Record<string, [ProblemCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ['INVALID_CREDENTIALS', 'Check the e-mail address and the password.'],
  INVALID_EMAIL: ['INVALID_EMAIL', 'Check the e-mail address.'],
  BANNED_USER: ['ACCOUNT_DISABLED', 'This account is disabled. Ask the team that invited you.'],
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
  EMAIL_PASSWORD_SIGN_UP_DISABLED: ['SIGN_UP_CLOSED', 'Ask the team for an invitation.'],
};

function isRoute(value: string): value is Route {
  return Object.hasOwn(routes, value);
}

/** An error of the accounts library in the portal's own form. */
async function translate(request: Request, response: Response): Promise<Response> {
  const body: unknown = await response.json().catch(() => null);
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
  const known = Object.hasOwn(problems, code) ? problems[code] : undefined;
  if (known !== undefined) return problemResponse(request, ...known);
  if (response.status === 401) return problemResponse(request, 'UNAUTHENTICATED', 'Sign in first.');
  if (response.status === 404) return problemResponse(request, 'NOT_FOUND', 'There is nothing here.');
  if (response.status < 500) return problemResponse(request, 'BAD_REQUEST', 'Check what was entered.');
  return problemResponse(request, 'INTERNAL', 'Try again in a moment.');
}

/** Sign-in, sign-up, sign-out and the session, hardened: known routes, own origin, strict bodies, limits by address and account. */
export function createAuthRoutes({ auth, rateLimit, config, onError }: AuthRoutesOptions) {
  const { signIn } = config.rateLimits;

  async function count(key: string, limit: number): Promise<void> {
    const { allowed, retryAfterSeconds } = await rateLimit(key, { limit, windowSeconds: 60 });
    if (!allowed)
      throw new ValetKeyError(
        'RATE_LIMITED',
        `Too many attempts. Try again in ${retryAfterSeconds} seconds.`,
        {
          retryAfterSeconds,
        },
      );
  }

  async function bodyOf(route: Route, request: Request): Promise<string | undefined> {
    const schema = routes[route];
    if (schema === null) return undefined;
    const network = networkOf(request.headers.get('x-valetkey-client-address') ?? 'unknown');
    if (route !== 'POST /sign-out') await count(`${route}:address:${network}`, signIn.perAddress);
    // Signing out says nothing more, so that nothing has to be sent with it.
    if (route === 'POST /sign-out' && !request.headers.has('content-type')) return '{}';
    const body = await readJson(request, schema, { maxBytes: limits.maxBodyBytes });
    if ('email' in body) {
      const account = body.email.trim().toLowerCase();
      // The counter outlives the call, and addresses of people do not belong in it.
      const mark = createHash('sha256').update(account).digest('base64url');
      await count(`${route}:account:${mark}`, signIn.perAccount);
      return JSON.stringify({ ...body, email: account });
    }
    return JSON.stringify(body);
  }

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '');
    const route = `${request.method} ${path}`;
    if (!isRoute(route)) {
      const isKnownPath = Object.keys(routes).some((known) => known.split(' ')[1] === path);
      return isKnownPath
        ? problemResponse(request, 'METHOD_NOT_ALLOWED', `${request.method} is not used here.`)
        : problemResponse(request, 'NOT_FOUND', 'There is nothing here.');
    }
    if (request.method !== 'GET') assertSameOrigin(request, [config.appUrl]);
    // The accounts library knows neither disabled accounts nor the absolute age when it reads a session.
    if (route === 'GET /get-session' && (await getViewer(request.headers, { auth })) === null)
      return Response.json(null, { headers: { 'cache-control': 'private, no-store' } });
    const body = await bodyOf(route, request);
    const headers = new Headers({ origin: config.appUrl });
    for (const name of ['cookie', 'user-agent', 'x-valetkey-client-address']) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (body !== undefined) headers.set('content-type', 'application/json');
    const response = await auth.handler(
      new Request(`${config.appUrl}/api/auth${path}`, {
        method: request.method,
        headers,
        ...(body !== undefined && { body }),
      }),
    );
    if (!response.ok) return translate(request, response);
    const reply = new Response(response.body, response);
    reply.headers.set('cache-control', 'private, no-store');
    // What a signed-out browser still holds is somebody's private list.
    if (route === 'POST /sign-out') reply.headers.set('clear-site-data', '"cache", "storage"');
    return reply;
  }

  return async (request: Request): Promise<Response> => {
    try {
      return await answer(request);
    } catch (error) {
      if (!(error instanceof ValetKeyError) || error.status >= 500) onError(error, request);
      return problemFromError(request, error);
    }
  };
}
