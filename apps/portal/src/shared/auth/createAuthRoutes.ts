import 'server-only';
import type { Pool } from 'pg';
import { limits as protocolLimits, ValetKeyError } from 'valetkey/protocol';
import type { RateLimit } from 'valetkey/server';
import {
  assertSameOrigin,
  isExpectedError,
  PortalError,
  problemFromError,
  problemResponse,
  readJson,
  requestIdOf,
} from '@/shared/api/index.server';
import type { PortalConfig } from '@/shared/config/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { Mailer } from '@/shared/mail/index.server';
import type { Settings } from '@/shared/settings/index.server';
import { type AuthCall, authCalls, isAuthCall, translateAuthError, usedLinkProblem } from './authCalls';
import { cleanName } from './cleanName';
import type { AccountLinks } from './createAccountLinks';
import type { Auth } from './createAuth';
import { createAuthLimits } from './createAuthLimits';
import { getViewer } from './getViewer';
import { sendResetMail, sendSignUpMail, sendVerificationMail } from './sendAccountMail';

export type AuthRoutesOptions = {
  auth: Auth;
  /** The same accounts where addresses must be confirmed. */
  verifyingAuth: Auth;
  pool: Pool;
  settings: () => Promise<Settings>;
  links: AccountLinks;
  /** `null`: no mail is sent. */
  mailer: Mailer | null;
  rateLimit: RateLimit;
  config: Pick<PortalConfig, 'appUrl'> & { rateLimits: Pick<PortalConfig['rateLimits'], 'signIn'> };
  clock: () => Date;
  onError: (error: unknown, request: Request) => void;
};

type Fields = Readonly<Record<string, unknown>>;

const noMail = new PortalError('MAIL_UNAVAILABLE', 'This portal sends no e-mail. Ask the team for a link.');

/**
 * Sign-in, sign-up, sign-out, passwords, confirmed addresses and the session, hardened: known calls, own origin, strict
 * bodies, limits by address and account. What answers to an address never tells whether it has an account.
 */
export function createAuthRoutes(options: AuthRoutesOptions): (request: Request) => Promise<Response> {
  const { auth, verifyingAuth, pool, settings, links, mailer, config, clock, onError } = options;
  const limits = createAuthLimits(options);
  const mailOptions = mailer === null ? null : { pool, links, mailer, appUrl: config.appUrl };

  async function readBody(call: AuthCall, request: Request): Promise<Fields> {
    const schema = authCalls[call];
    if (schema === null) return {};
    if (call !== 'POST /sign-out') await limits.countAddress(call, request);
    // Signing out says nothing more, so that nothing has to be sent with it.
    else if (!request.headers.has('content-type')) return {};
    const body = await readJson(request, schema, { maxBytes: protocolLimits.maxBodyBytes });
    if (!('email' in body)) return body;
    const email = body.email.trim().toLowerCase();
    await limits.countAccount(call, email);
    return { ...body, email };
  }

  /** Asks the accounts library, with nothing of the request but what it needs. */
  function ask(library: Auth, request: Request, path: string, body: Fields | null): Promise<Response> {
    const headers = new Headers({ origin: config.appUrl });
    for (const name of ['cookie', 'user-agent', 'x-valetkey-client-address']) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (body !== null) headers.set('content-type', 'application/json');
    return library.handler(
      new Request(`${config.appUrl}/api/auth${path}`, {
        method: body === null ? 'GET' : 'POST',
        headers,
        ...(body !== null && { body: JSON.stringify(body) }),
      }),
    );
  }

  async function finish(request: Request, response: Response): Promise<Response> {
    if (!response.ok) return translateAuthError(request, response);
    const reply = new Response(response.body, response);
    reply.headers.set('cache-control', 'private, no-store');
    return reply;
  }

  const done = () => Response.json({ status: true }, { headers: { 'cache-control': 'private, no-store' } });

  /** The accounts library has its own transactions: the event follows right behind what it tells. */
  async function record(request: Request, action: string, userId: string): Promise<void> {
    const actor = { type: 'user', id: userId } as const;
    await recordEvents(pool, [
      {
        at: clock(),
        actor,
        action,
        requestId: requestIdOf(request),
        details: { account: userId },
      },
    ]);
  }

  /** Mail in the background: the answer, and how long it takes, is the same for every address. */
  async function mailLater(
    request: Request,
    email: string,
    send: (to: NonNullable<typeof mailOptions>, email: string) => Promise<void>,
  ): Promise<Response> {
    if (mailOptions === null) throw noMail;
    await limits.countMail(email);
    send(mailOptions, email).catch((error: unknown) => {
      if (!isExpectedError(error)) onError(error, request);
    });
    return done();
  }

  async function isPasswordOf(userId: string, password: string): Promise<boolean> {
    const { password: passwords, internalAdapter } = await auth.$context;
    const accounts = await internalAdapter.findAccounts(userId);
    const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password;
    return hash != null && (await passwords.verify({ hash, password }));
  }

  const answers: Record<AuthCall, (request: Request, body: Fields) => Promise<Response>> = {
    'GET /get-session': async (request) => {
      // The accounts library knows neither disabled accounts nor the absolute age when it reads a session.
      if ((await getViewer(request.headers, { auth })) === null)
        return Response.json(null, { headers: { 'cache-control': 'private, no-store' } });
      return finish(request, await ask(auth, request, '/get-session', null));
    },

    'POST /sign-in/email': async (request, body) => {
      const { isVerifiedEmailRequired } = await settings();
      const library = isVerifiedEmailRequired ? verifyingAuth : auth;
      return finish(request, await ask(library, request, '/sign-in/email', body));
    },

    'POST /sign-up/email': async (request, body) => {
      const { signUp, isVerifiedEmailRequired } = await settings();
      if (signUp !== 'open') throw new PortalError('SIGN_UP_CLOSED', 'Ask the team for an invitation.');
      const email = String(body.email);
      const name = cleanName(String(body.name));
      if (isVerifiedEmailRequired && mailOptions !== null) await limits.countMail(email);
      const library = isVerifiedEmailRequired ? verifyingAuth : auth;
      const response = await ask(library, request, '/sign-up/email', { ...body, name });
      if (!response.ok) return translateAuthError(request, response);
      const { user } = (await response.clone().json()) as { user: { id: string } };
      const { rowCount } = await pool.query('select from auth."user" where "id" = $1', [user.id]);
      // An id of nobody is the accounts library's answer for an address that has an account.
      if (rowCount === 1) await record(request, 'account.created', user.id);
      if (!isVerifiedEmailRequired) return finish(request, response);
      if (mailOptions !== null) await sendSignUpMail(mailOptions, email);
      return Response.json(
        { token: null, user: { email, name } },
        { headers: { 'cache-control': 'private, no-store' } },
      );
    },

    'POST /sign-out': async (request) => {
      const reply = await finish(request, await ask(auth, request, '/sign-out', {}));
      // What a signed-out browser still holds is somebody's private list.
      if (reply.ok) reply.headers.set('clear-site-data', '"cache", "storage"');
      return reply;
    },

    'POST /request-password-reset': (request, body) => mailLater(request, String(body.email), sendResetMail),

    'POST /send-verification-email': (request, body) =>
      mailLater(request, String(body.email), sendVerificationMail),

    'POST /reset-password': async (request, body) => {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findVerificationValue(`reset-password:${body.token}`);
      const response = await ask(auth, request, '/reset-password', body);
      if (!response.ok || found === null) return translateAuthError(request, response);
      // Other links for the same account were asked for before, and perhaps by somebody else.
      await pool.query('delete from auth."verification" where "value" = $1', [found.value]);
      await record(request, 'account.password_reset', found.value);
      return done();
    },

    'POST /verify-email': async (request, body) => {
      const token = String(body.token);
      const response = await ask(auth, request, `/verify-email?token=${encodeURIComponent(token)}`, null);
      if (!response.ok) return translateAuthError(request, response);
      const userId = userIdOf(token);
      const { internalAdapter } = await auth.$context;
      const isFirstUse = await internalAdapter.reserveVerificationValue({
        identifier: `verify-email:${token}`,
        value: 'used',
        expiresAt: new Date(clock().getTime() + 2 * 24 * 60 * 60 * 1000),
      });
      if (!isFirstUse) return usedLinkProblem(request);
      await record(request, 'account.verified', userId);
      return done();
    },

    'POST /confirm-password': async (request, body) => {
      const viewer = await getViewer(request.headers, { auth });
      if (viewer === null) throw new ValetKeyError('UNAUTHENTICATED', 'Sign in first.');
      // Guesses at one account count together, wherever they are made.
      await limits.countAccount('POST /sign-in/email', viewer.email.toLowerCase());
      if (!(await isPasswordOf(viewer.userId, String(body.password))))
        throw new PortalError('INVALID_PASSWORD', 'This is not your password.');
      await pool.query('update auth."session" set "confirmedAt" = $2 where "id" = $1', [
        viewer.sessionId,
        clock(),
      ]);
      await record(request, 'account.password_confirmed', viewer.userId);
      return done();
    },

    'POST /change-password': async (request, body) => {
      const viewer = await getViewer(request.headers, { auth });
      if (viewer === null) throw new ValetKeyError('UNAUTHENTICATED', 'Sign in first.');
      await limits.countAccount('POST /change-password', viewer.userId);
      const changed = { ...body, revokeOtherSessions: true };
      const reply = await finish(request, await ask(auth, request, '/change-password', changed));
      if (!reply.ok) return reply;
      await pool.query('delete from auth."verification" where "value" = $1', [viewer.userId]);
      await record(request, 'account.password_changed', viewer.userId);
      return new Response(JSON.stringify({ status: true }), { headers: reply.headers });
    },
  };

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '');
    const call = `${request.method} ${path}`;
    if (!isAuthCall(call)) {
      const isKnownPath = Object.keys(authCalls).some((known) => known.split(' ')[1] === path);
      return isKnownPath
        ? problemResponse(request, 'METHOD_NOT_ALLOWED', `${request.method} is not used here.`)
        : problemResponse(request, 'NOT_FOUND', 'There is nothing here.');
    }
    if (request.method !== 'GET') assertSameOrigin(request, [config.appUrl]);
    return answers[call](request, await readBody(call, request));
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (!isExpectedError(error)) onError(error, request);
      return problemFromError(request, error);
    }
  };
}

/** Whose address a token confirms. Read only after the accounts library has checked the token's signature. */
function userIdOf(token: string): string {
  const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const isNamed = typeof payload === 'object' && payload !== null && 'userId' in payload;
  return isNamed ? String(payload.userId) : 'unknown';
}
