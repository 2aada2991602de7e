import type { Pool } from 'pg';
import { pino } from 'pino';
import { createPostgresRateLimit } from 'valetkey/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptInvitation, invite } from '@/shared/accounts/index.server';
import {
  type Auth,
  createAccountLinks,
  createAuth,
  createAuthRoutes,
  getViewer,
} from '@/shared/auth/index.server';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { createMailer, type Mailer, mailTexts } from '@/shared/mail/index.server';
import type { Settings } from '@/shared/settings/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../scripts/lib/embeddedPostgres.mjs';
import { type SmtpSink, startSmtpSink } from '../test/startSmtpSink';
import { seedDemo } from './seedDemo';

const appUrl = 'https://files.example.com';
const password = 'correct horse battery';
const config = {
  appUrl,
  isHttps: true,
  auth: { secret: 's'.repeat(40), signUp: 'open' as const },
  rateLimits: { signIn: { perAddress: 1_000, perAccount: 1_000 } },
};
const lines: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });

let postgres: EmbeddedPostgres;
let sink: SmtpSink;
let pool: Pool;
let auth: Auth;
let mailer: Mailer;
let routes: (request: Request) => Promise<Response>;
let signUp: Settings['signUp'] = 'open';
const clock = () => new Date();
const settings = async () => ({ signUp, isVerifiedEmailRequired: true, trashDays: 30, auditDays: null });

function routesWith(mail: Mailer) {
  return createAuthRoutes({
    auth,
    verifyingAuth: createAuth({ config, pool, logger, isVerifiedEmailRequired: true }),
    pool,
    config,
    settings,
    links: createAccountLinks({ auth, appUrl, clock }),
    mailer: mail,
    clock,
    rateLimit: createPostgresRateLimit({ pool, clock }),
    onError: (error) => {
      throw error;
    },
  });
}

beforeAll(async () => {
  [postgres, sink] = await Promise.all([startTestPostgres(), startSmtpSink()]);
  const { app, owner, worker } = postgres.urls;
  await migrateDatabase({
    migrationUrl: owner,
    appUrl: app,
    workerUrl: worker,
    portalMigrationsDirectory: new URL('../migrations/', import.meta.url),
  });
  pool = createDatabasePool({ connectionString: app, applicationName: 'test' });
  auth = createAuth({ config, pool, logger });
  mailer = createMailer({ smtpUrl: sink.url, from: 'Files <files@example.com>', logger, clock });
  await seedDemo({ config, pool, logger, password });
  routes = routesWith(mailer);
});

afterAll(async () => {
  mailer?.close();
  await pool?.end();
  await Promise.all([postgres?.stop(), sink?.stop()]);
});

async function post(path: string, body: unknown, cookie?: string) {
  const response = await routes(
    new Request(`http://internal/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: appUrl, ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    }),
  );
  const text = await response.text();
  const session = response.headers.get('set-cookie')?.split(';', 1)[0];
  return { status: response.status, json: JSON.parse(text), session };
}

const tokenIn = (link: string) => new URL(link).hash.slice('#token='.length);

describe('mail', () => {
  it('confirms an address before anybody signs in with it, by a link that works once', async () => {
    const account = { email: 'eve@example.com', name: 'Eve <b>http://evil.example</b>', password };
    const made = await post('/sign-up/email', account);
    expect(made).toMatchObject({ status: 200, json: { token: null } });
    expect(made.session).toBeUndefined();
    const credentials = { email: account.email, password };
    expect(await post('/sign-in/email', credentials)).toMatchObject({ json: { code: 'EMAIL_NOT_VERIFIED' } });
    expect(await post('/sign-in/email', { ...credentials, password: 'wrong password' })).toMatchObject({
      json: { code: 'INVALID_CREDENTIALS' },
    });
    const mail = await sink.mailTo(account.email);
    expect(mail.from).toBe('files@example.com');
    expect(mail.raw).not.toContain('evil.example');
    await post('/send-verification-email', { email: account.email });
    const second = await sink.mailTo(account.email, 2);
    expect(second.link).toMatch(/^https:\/\/files\.example\.com\/verify-email#token=/);

    const token = tokenIn(second.link);
    expect((await post('/verify-email', { token: `${token}x` })).json).toMatchObject({
      code: 'INVALID_LINK',
    });
    expect((await post('/verify-email', { token })).status).toBe(200);
    expect((await post('/verify-email', { token })).json).toMatchObject({
      status: 400,
      code: 'INVALID_LINK',
    });
    expect((await post('/sign-in/email', credentials)).status).toBe(200);
  });

  it('tells whoever signs up with an address that has an account nothing, and its owner by mail', async () => {
    const fresh = await post('/sign-up/email', { email: 'new@example.com', name: 'Eve', password });
    const known = await post('/sign-up/email', { email: 'alice@example.com', name: 'Eve', password });
    expect(known.status).toBe(fresh.status);
    expect(Object.keys(known.json)).toEqual(Object.keys(fresh.json));
    expect((await sink.mailTo('alice@example.com')).subject).toBe('You have an account already');
    const { rows } = await pool.query(`select "name" from auth."user" where "email" = 'alice@example.com'`);
    expect(rows).toEqual([{ name: 'Alice' }]);
  });

  it('sets a new password once, ends every session and every other link, and answers all addresses alike', async () => {
    const email = 'bob@example.com';
    const before = await post('/sign-in/email', { email, password });
    const answers = [
      await post('/request-password-reset', { email }),
      await post('/request-password-reset', { email: 'nobody@example.com' }),
    ];
    expect(answers[1]).toEqual(answers[0]);
    const first = tokenIn((await sink.mailTo(email)).link);
    await post('/request-password-reset', { email });
    const second = tokenIn((await sink.mailTo(email, 2)).link);
    expect((await post('/reset-password', { token: second, newPassword: 'short' })).json).toMatchObject({
      code: 'INVALID_PASSWORD',
    });
    expect((await post('/reset-password', { token: second, newPassword: 'another password' })).status).toBe(
      200,
    );
    expect(await getViewer(new Headers({ cookie: before.session! }), { auth })).toBeNull();
    for (const token of [first, second])
      expect((await post('/reset-password', { token, newPassword: 'third password' })).json).toMatchObject({
        code: 'INVALID_LINK',
      });
    expect((await post('/sign-in/email', { email, password })).status).toBe(401);
    const after = await post('/sign-in/email', { email, password: 'another password' });
    const changed = await post(
      '/change-password',
      { currentPassword: 'another password', newPassword: 'fourth password' },
      after.session,
    );
    expect(changed.status).toBe(200);
    expect(await getViewer(new Headers({ cookie: after.session! }), { auth })).toBeNull();
    expect(await getViewer(new Headers({ cookie: changed.session! }), { auth })).not.toBeNull();
    expect(sink.mails.some(({ to }) => to.includes('nobody@example.com'))).toBe(false);
  });

  it('refuses a link whose hour is over', async () => {
    const { rows } = await pool.query(`select "id" from auth."user" where "email" = 'rita@example.com'`);
    const past = createAccountLinks({ auth, appUrl, clock: () => new Date(Date.now() - 3_601_000) });
    const { link } = await past.toSetPassword(rows[0].id, 3_600);
    expect(
      (await post('/reset-password', { token: tokenIn(link), newPassword: password })).json,
    ).toMatchObject({
      code: 'INVALID_LINK',
    });
  });

  it('fills nobody’s mailbox: five mails an hour, whoever asks and whether there is an account', async () => {
    for (const email of ['ravi@example.com', 'nobody-else@example.com']) {
      const statuses: number[] = [];
      for (let call = 0; call < 6; call += 1)
        statuses.push((await post('/request-password-reset', { email })).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    }
    await sink.mailTo('ravi@example.com', 5);
  });

  it('invites by mail while sign-up is by invitation', async () => {
    signUp = 'invite';
    expect(
      (await post('/sign-up/email', { email: 'x@example.com', name: 'X', password })).json,
    ).toMatchObject({
      code: 'SIGN_UP_CLOSED',
    });
    const given = await invite(
      { pool, clock, mailer, appUrl, settings, requestId: 'r', actor: { type: 'user', id: 'ada' } },
      { email: 'guest@example.com', role: 'reviewer' },
    );
    expect(given).toEqual({ invitation: expect.anything(), sent: true });
    const token = tokenIn((await sink.mailTo('guest@example.com')).link);
    await acceptInvitation(
      { pool, auth, settings, clock, requestId: 'r' },
      { token, name: 'Guest', password },
    );
    const { session } = await post('/sign-in/email', { email: 'guest@example.com', password });
    expect(await getViewer(new Headers({ cookie: session! }), { auth })).toMatchObject({ role: 'reviewer' });
    signUp = 'open';
  });

  it('says in words that the mail server refused, and logs neither the address nor the link', async () => {
    const refusing = await startSmtpSink({
      onRcptTo: (address, _session, callback) => callback(new Error(`no such mailbox ${address.address}`)),
    });
    const broken = createMailer({ smtpUrl: refusing.url, from: 'files@example.com', logger, clock });
    const link = 'https://files.example.com/verify-email#token=abcdef';
    await expect(
      broken.send('victim@example.com', mailTexts.verifyEmail({ host: 'x', link })),
    ).rejects.toMatchObject({ problem: 'MAIL_UNAVAILABLE', message: expect.stringMatching(/try again/i) });
    expect(broken.report().lastFailureAt).not.toBeNull();
    const told = createMailer({
      smtpUrl: refusing.url,
      from: 'files@example.com',
      logger,
      clock,
      describeFailure: (facts) => JSON.stringify(facts),
    });
    await expect(told.send('victim@example.com', mailTexts.invite({ host: 'x', link }))).rejects.toThrow(
      '{"reason":"EENVELOPE","responseCode":550,"command":"RCPT"}',
    );
    await refusing.stop();
    await expect(
      broken.send('victim@example.com', mailTexts.verifyEmail({ host: 'x', link })),
    ).rejects.toMatchObject({ problem: 'MAIL_UNAVAILABLE' });
    const logged = lines.join('');
    expect(logged).toContain('mail not sent');
    expect(logged).not.toMatch(/victim@|#token|abcdef/);
    for (const to of ['a@example.com\r\nBcc: b@example.com', 'a@example.com, b@example.com', 'nobody'])
      await expect(mailer.send(to, mailTexts.verifyEmail({ host: 'x', link }))).rejects.toMatchObject({
        problem: 'INVALID_EMAIL',
      });
  });
});
