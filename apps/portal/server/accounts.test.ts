import type { Pool } from 'pg';
import { pino } from 'pino';
import { createPostgresRateLimit } from 'valetkey/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Auth,
  assertConfirmed,
  createAccountLinks,
  createAuth,
  createAuthRoutes,
  getViewer,
} from '@/shared/auth/index.server';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';
import { seedDemo } from './seedDemo';

const appUrl = 'https://files.example.com';
const password = 'correct horse battery';
const config = {
  appUrl,
  isHttps: true,
  auth: { secret: 's'.repeat(40), signUp: 'open' as const },
  rateLimits: {
    signIn: { perAddress: 30, perAccount: 10 },
    handshake: { perAddress: 1, perAccount: 1 },
    download: { perAddress: 1, perAccount: 1 },
  },
};
const logger = pino({ level: 'silent' });

let postgres: EmbeddedPostgres;
let pool: Pool;
let auth: Auth;
let routes: (request: Request) => Promise<Response>;
let now = new Date('2026-01-01T00:00:00Z');

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { app, owner, worker } = postgres.urls;
  await migrateDatabase({
    migrationUrl: owner,
    appUrl: app,
    workerUrl: worker,
    portalMigrationsDirectory: new URL('../migrations/', import.meta.url),
  });
  pool = createDatabasePool({ connectionString: app, applicationName: 'test' });
  auth = createAuth({ config, pool, logger });
  await seedDemo({ config, pool, logger, password });
  routes = createAuthRoutes({
    auth,
    verifyingAuth: createAuth({ config, pool, logger, isVerifiedEmailRequired: true }),
    pool,
    config,
    settings: async () => ({
      signUp: 'open',
      isVerifiedEmailRequired: false,
      trashDays: 30,
      auditDays: null,
    }),
    links: createAccountLinks({ auth, appUrl, clock: () => now }),
    mailer: null,
    clock: () => now,
    rateLimit: createPostgresRateLimit({ pool, clock: () => now }),
    onError: (error) => {
      throw error;
    },
  });
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

/** Every test has its own minute, so that none uses up another's attempts. */
function nextMinute() {
  now = new Date(now.getTime() + 61_000);
}

function call(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return routes(
    new Request(`http://internal/api/auth${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json', origin: appUrl }),
        'x-valetkey-client-address': '203.0.113.5',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

async function signIn(email: string): Promise<string> {
  const response = await call('/sign-in/email', { email, password });
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')!.split(';', 1)[0]!;
}

describe('accounts', () => {
  it('signs in with a cookie that is bound to this host, to https and to the server', async () => {
    nextMinute();
    const response = await call('/sign-in/email', { email: 'Alice@Example.com', password });
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-valetkey\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  it('knows the roles of the demo accounts, also after seeding again with another password', async () => {
    nextMinute();
    await seedDemo({ config, pool, logger, password: 'another password' });
    expect((await call('/sign-in/email', { email: 'rita@example.com', password })).status).toBe(401);
    // What a start leaves that dies between the account and its password.
    await pool.query(
      `delete from auth."account" where "userId" = (select "id" from auth."user" where "email" = 'bob@example.com')`,
    );
    await seedDemo({ config, pool, logger, password });
    for (const [email, role] of [
      ['bob@example.com', 'user'],
      ['rita@example.com', 'reviewer'],
      ['lea@example.com', 'lead'],
      ['ada@example.com', 'admin'],
    ] as const) {
      const viewer = await getViewer(new Headers({ cookie: await signIn(email) }), { auth });
      expect(viewer).toMatchObject({ email, role });
    }
    const count = await pool.query('select count(*)::int as n from auth."user"');
    expect(count.rows[0].n).toBe(6);
  });

  it('ends the session with sign-out, with disabling, and with its absolute age', async () => {
    nextMinute();
    const first = new Headers({ cookie: await signIn('bob@example.com') });
    const later = new Date(Date.now() + 31 * 24 * 3_600_000);
    expect(await getViewer(first, { auth })).not.toBeNull();
    expect(await getViewer(first, { auth, now: later })).toBeNull();

    const signedOut = await call('/sign-out', {}, { cookie: first.get('cookie')! });
    expect(signedOut.status).toBe(200);
    expect(signedOut.headers.get('clear-site-data')).toContain('"storage"');
    expect(await getViewer(first, { auth })).toBeNull();

    const second = new Headers({ cookie: await signIn('bob@example.com') });
    await pool.query(`update auth."user" set banned = true where email = 'bob@example.com'`);
    expect(await getViewer(second, { auth })).toBeNull();
    expect(
      await (await call('/get-session', undefined, { cookie: second.get('cookie')! })).json(),
    ).toBeNull();
    const refused = await call('/sign-in/email', { email: 'bob@example.com', password });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'ACCOUNT_DISABLED' });
    await pool.query(`update auth."user" set banned = false where email = 'bob@example.com'`);
    expect(
      await (await call('/get-session', undefined, { cookie: second.get('cookie')! })).json(),
    ).toMatchObject({ user: { email: 'bob@example.com' } });
  });

  it('takes the password as entered for a quarter of an hour, and again when it is entered again (AD-007)', async () => {
    nextMinute();
    const cookie = await signIn('rita@example.com');
    const viewer = async () => (await getViewer(new Headers({ cookie }), { auth }))!;
    const began = (await viewer()).confirmedAt.getTime();
    const after = (minutes: number) => new Date(began + minutes * 60_000);
    expect(() => assertConfirmed({ confirmedAt: after(0) }, after(14.9))).not.toThrow();
    expect(() => assertConfirmed({ confirmedAt: after(0) }, after(15))).toThrow(
      expect.objectContaining({ problem: 'STEP_UP_REQUIRED' }),
    );

    now = after(60);
    const wrong = await call('/confirm-password', { password: 'not the password' }, { cookie });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ code: 'INVALID_PASSWORD' });
    expect((await viewer()).confirmedAt.getTime()).toBe(began);
    expect((await call('/confirm-password', { password }, { cookie })).status).toBe(200);
    const confirmed = await viewer();
    expect(confirmed.confirmedAt).toEqual(after(60));
    // Only this session: another one of hers is as old as it was.
    const other = await signIn('rita@example.com');
    expect((await getViewer(new Headers({ cookie: other }), { auth }))!.confirmedAt).not.toEqual(after(60));
    expect((await call('/confirm-password', { password })).status).toBe(401);

    const guess = () => call('/confirm-password', { password: 'guess' }, { cookie });
    for (let attempt = 0; attempt < 10; attempt += 1) await guess();
    expect((await guess()).status).toBe(429);
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from valetkey.audit_event where action = 'account.password_confirmed' and actor_id = $1`,
      [confirmed.userId],
    );
    expect(rows[0]?.n).toBe(1);
    nextMinute();
  });

  it('answers a wrong password and an unknown address alike', async () => {
    nextMinute();
    const answers = await Promise.all(
      ['alice@example.com', 'nobody@example.com'].map(async (email) => {
        const response = await call('/sign-in/email', { email, password: 'wrong password' });
        return { status: response.status, body: await response.json() };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }, 403, 'BAD_ORIGIN'],
    ['the origin null', { origin: 'null' }, 403, 'BAD_ORIGIN'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403, 'BAD_ORIGIN'],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }, 403, 'BAD_ORIGIN'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('refuses to sign in from %s', async (_, headers, status, code) => {
    nextMinute();
    const response = await call('/sign-in/email', { email: 'alice@example.com', password }, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('refuses what it does not know in a body', async () => {
    nextMinute();
    const account = { email: 'eve@example.com', password, name: 'Eve' };
    const response = await call('/sign-up/email', { ...account, role: 'admin' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'UNKNOWN_FIELD' });
    const polluted = await routes(
      new Request('http://internal/api/auth/sign-up/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: appUrl },
        body: '{"__proto__":{"role":"admin"},"email":"eve@example.com","password":"correct horse","name":"Eve"}',
      }),
    );
    expect(polluted.status).toBe(400);
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
  });

  it('makes an account that is an ordinary user, and not a second one for the address', async () => {
    nextMinute();
    const account = { email: 'Eve@example.com', password, name: 'Eve' };
    const made = await call('/sign-up/email', account);
    expect(made.status).toBe(200);
    const cookie = made.headers.get('set-cookie')!.split(';', 1)[0]!;
    expect(await getViewer(new Headers({ cookie }), { auth })).toMatchObject({ role: 'user' });
    const again = await call('/sign-up/email', { ...account, email: 'eve@EXAMPLE.com' });
    expect(await again.json()).toMatchObject({ code: 'ACCOUNT_EXISTS' });
    const weak = await call('/sign-up/email', { ...account, email: 'x@example.com', password: 'short' });
    expect(await weak.json()).toMatchObject({ status: 400, code: 'INVALID_PASSWORD' });
  });

  it.each([
    '/admin/list-users',
    '/admin/set-role',
    '/admin/create-user',
    '/change-email',
    '/update-user',
    '/list-sessions',
    '/reset-password/token',
    '/ok',
    '',
  ])('has no route %j of the accounts library', async (path) => {
    nextMinute();
    expect((await call(path, {})).status).toBe(404);
  });

  it('stops guessing one account after ten attempts, whatever address they come from', async () => {
    nextMinute();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      const response = await call(
        '/sign-in/email',
        { email: 'ravi@example.com', password: 'wrong password' },
        { 'x-valetkey-client-address': `198.51.100.${attempt}` },
      );
      statuses.push(response.status);
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    nextMinute();
    await signIn('ravi@example.com');
  });

  it('stops one network after thirty attempts, an IPv6 network by its /64', async () => {
    nextMinute();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) {
      // A body that is refused counts too; it costs no password check.
      const response = await call(
        '/sign-in/email',
        { email: `user${attempt}@example.com` },
        { 'x-valetkey-client-address': `2001:db8:1:2::${attempt.toString(16)}` },
      );
      statuses.push(response.status);
    }
    expect(statuses).toEqual([...Array<number>(30).fill(400), 429]);
    const other = await call('/sign-in/email', {}, { 'x-valetkey-client-address': '2001:db8:1:3::1' });
    expect(other.status).toBe(400);
  });
});
