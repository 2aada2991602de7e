import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Auth, createAccountLinks, createAuth, getViewer } from '@/shared/auth/index.server';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import type { Settings } from '@/shared/settings/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../../../scripts/lib/embeddedPostgres.mjs';
import { acceptInvitation, readOffer } from './acceptInvitation';
import { listSessions, revokeSessions } from './accountSessions';
import { changeAccount, renameOwnAccount } from './changeAccount';
import { invite, inviteAgain, revokeInvitation } from './invite';
import { issueLink } from './issueLink';
import { findAccount, listAccounts } from './listAccounts';
import { listInvitations } from './listInvitations';

const appUrl = 'https://files.example.com';
const config = { appUrl, isHttps: true, auth: { secret: 's'.repeat(40), signUp: 'open' as const } };
const logger = pino({ level: 'silent' });
const start = new Date('2026-01-01T00:00:00Z');

let postgres: EmbeddedPostgres;
let pool: Pool;
let auth: Auth;
let now = start;
let signUp: Settings['signUp'] = 'invite';
const clock = () => now;
const settings = async () => ({ signUp, isVerifiedEmailRequired: false, trashDays: 30, auditDays: null });

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { app, owner, worker } = postgres.urls;
  await migrateDatabase({
    migrationUrl: owner,
    appUrl: app,
    workerUrl: worker,
    portalMigrationsDirectory: new URL('../../../migrations/', import.meta.url),
  });
  pool = createDatabasePool({ connectionString: app, applicationName: 'test', max: 20 });
  auth = createAuth({ config, pool, logger });
});

afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

async function addUser(
  id: string,
  changes: { role?: string; name?: string; email?: string; createdAt?: Date } = {},
) {
  const { role = 'user', name = id, email = `${id}@example.com`, createdAt = start } = changes;
  await pool.query(
    `insert into auth."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role")
     values ($1, $2, $3, false, $4, $4, $5)`,
    [id, name, email, createdAt, role],
  );
  return id;
}

function by(id: string, requestId = 'r') {
  return { pool, clock, requestId, actor: { type: 'user', id } as const };
}

async function signedIn(userId: string): Promise<Headers> {
  const context = await auth.$context;
  const session = await context.internalAdapter.createSession(userId);
  const signature = createHmac('sha256', context.secret).update(session.token).digest('base64');
  const value = encodeURIComponent(`${session.token}.${signature}`);
  return new Headers({ cookie: `${context.authCookies.sessionToken.name}=${value}` });
}

async function actionsOf(account: string): Promise<string[]> {
  const { rows } = await pool.query<{ action: string }>(
    `select action from valetkey.audit_event where details::json->>'account' = $1 order by seq`,
    [account],
  );
  return rows.map(({ action }) => action);
}

const idsOf = ({ users }: { users: { id: string }[] }) => users.map(({ id }) => id);

describe('accounts', () => {
  it('lists them by keyset in every order, also where values are equal', async () => {
    await addUser('admin-one', { role: 'admin', name: 'Zoe' });
    for (let number = 0; number < 23; number += 1)
      await addUser(`p-${number}`, {
        name: `Same ${number % 2}`,
        email: `p${number}@list.example`,
        createdAt: new Date(start.getTime() + Math.floor(number / 5)),
      });
    await pool.query(
      'insert into valetkey.quota (owner_id, bytes_used, files) values ($1, 500, 3), ($2, 700, 1)',
      ['p-3', 'p-7'],
    );
    for (const sort of [
      '-createdAt',
      'createdAt',
      'name',
      '-name',
      'email',
      '-email',
      'bytesUsed',
      '-bytesUsed',
    ]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listAccounts>> = await listAccounts(
          { pool, cursorSecret: 'c' },
          { q: 'list.example', sort, cursor, limit: 4 },
        );
        seen.push(...idsOf(page));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen.length, sort).toBe(23);
      expect(new Set(seen).size, sort).toBe(23);
      const whole = await listAccounts({ pool, cursorSecret: 'c' }, { q: 'list.example', sort, limit: 100 });
      expect(idsOf(whole), sort).toEqual(seen);
    }
    const heavy = await listAccounts({ pool, cursorSecret: 'c' }, { sort: '-bytesUsed', limit: 2 });
    expect(heavy.users).toMatchObject([
      { id: 'p-7', bytesUsed: 700, files: 1 },
      { id: 'p-3', bytesUsed: 500, files: 3 },
    ]);
  });

  it('takes %, _ and \\ of a search for themselves, and refuses what is no search', async () => {
    await addUser('wild', { name: '100%_sure\\', email: 'wild@search.example' });
    await addUser('tame', { name: '100 percent', email: 'tame@search.example' });
    const find = async (q: string) =>
      idsOf(await listAccounts({ pool, cursorSecret: 'c' }, { q, limit: 10 }));
    expect(await find('%_')).toEqual(['wild']);
    expect(await find('sure\\')).toEqual(['wild']);
    expect(await find('100%')).toEqual(['wild']);
    expect(await find('SEARCH.example')).toEqual(expect.arrayContaining(['wild', 'tame']));
    for (const query of [
      { q: 'x'.repeat(201) },
      { q: '\0' },
      { sort: 'password' },
      { role: 'root' },
      { status: 'x' },
    ])
      await expect(listAccounts({ pool, cursorSecret: 'c' }, { limit: 10, ...query })).rejects.toMatchObject({
        code: 'INVALID_QUERY',
      });
  });

  it('refuses a cursor of another list, of another search, and one that was touched', async () => {
    const { nextCursor } = await listAccounts({ pool, cursorSecret: 'c' }, { limit: 2 });
    const refused = { code: 'INVALID_QUERY' };
    for (const [secret, query] of [
      ['other', { cursor: nextCursor }],
      ['c', { cursor: nextCursor, q: 'a' }],
      ['c', { cursor: nextCursor, sort: 'name' }],
      ['c', { cursor: `x${nextCursor}` }],
      ['c', { cursor: 'x'.repeat(3_000) }],
    ] as const)
      await expect(
        listAccounts({ pool, cursorSecret: secret }, { limit: 2, ...query }),
      ).rejects.toMatchObject(refused);
    await expect(
      listInvitations({ pool, cursorSecret: 'c', now }, { cursor: nextCursor, limit: 2 }),
    ).rejects.toMatchObject(refused);
  });

  it('changes a role and a name with an event each, and nothing when nothing changes', async () => {
    await addUser('carol');
    await changeAccount(by('admin-one'), 'carol', { role: 'reviewer', name: '  Carol\u202e  Ann ' });
    expect(await findAccount(pool, 'carol')).toMatchObject({ role: 'reviewer', name: 'Carol Ann' });
    await changeAccount(by('admin-one'), 'carol', { role: 'reviewer', isDisabled: false });
    expect(await actionsOf('carol')).toEqual(['user.role_changed', 'user.renamed']);
    await expect(changeAccount(by('admin-one'), 'nobody', { name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(changeAccount(by('admin-one'), 'carol', { name: '\u200b' })).rejects.toMatchObject({
      problem: 'INVALID_NAME',
    });
    expect(await renameOwnAccount(by('carol'), 'Caro')).toBe('Caro');
  });

  it('ends the access of a disabled account with its next request, its rows and its links too', async () => {
    await addUser('dora');
    const headers = await signedIn('dora');
    const links = createAccountLinks({ auth, appUrl, clock: () => new Date() });
    await links.toSetPassword('dora', 3_600);
    expect(await getViewer(headers, { auth })).toMatchObject({ userId: 'dora' });
    await changeAccount(by('admin-one'), 'dora', { isDisabled: true });
    expect(await getViewer(headers, { auth })).toBeNull();
    const { rows } = await pool.query(
      `select (select count(*)::int from auth."session" where "userId" = 'dora') as sessions,
         (select count(*)::int from auth."verification" where "value" = 'dora') as links`,
    );
    expect(rows[0]).toEqual({ sessions: 0, links: 0 });
    await changeAccount(by('admin-one'), 'dora', { isDisabled: false });
    expect(await getViewer(headers, { auth })).toBeNull();
    expect(await actionsOf('dora')).toEqual(['user.disabled', 'user.enabled']);
  });

  it("leaves one's own role and access to others, and one administrator in charge", async () => {
    for (const change of [{ role: 'user' as const }, { isDisabled: true }])
      await expect(changeAccount(by('admin-one'), 'admin-one', change)).rejects.toMatchObject({
        problem: 'OWN_ACCOUNT',
      });
    const system = { ...by('x'), actor: { type: 'system', id: 'command' } as const };
    for (const change of [{ role: 'user' as const }, { isDisabled: true }])
      await expect(changeAccount(system, 'admin-one', change)).rejects.toMatchObject({
        problem: 'LAST_ADMIN',
      });
    await expect(changeAccount(by('carol'), 'dora', { role: 'admin' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('two administrators who take the role from each other at the same time leave one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = (await Promise.all(
        ['a', 'b'].map((name) => addUser(`${name}-${round}`, { role: 'admin' })),
      )) as [string, string];
      await pool.query(
        `update auth."user" set "role" = 'user' where "role" = 'admin' and "id" not in ($1, $2)`,
        [a, b],
      );
      const results = await Promise.allSettled([
        changeAccount(by(a), b, round % 2 ? { role: 'user' } : { isDisabled: true }),
        changeAccount(by(b), a, { role: 'user' }),
      ]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { rows } = await pool.query(
        `select count(*)::int as n from auth."user" where "role" = 'admin' and "banned" is not true`,
      );
      expect(rows[0].n).toBe(1);
    }
    await pool.query(`update auth."user" set "role" = 'admin' where "id" = 'admin-one'`);
  });

  it('lists and ends sessions, and never shows their token', async () => {
    now = new Date();
    await addUser('erin');
    const [first, second] = [await signedIn('erin'), await signedIn('erin')];
    const current = (await getViewer(first, { auth }))!.sessionId;
    const sessions = await listSessions(pool, { userId: 'erin', currentSessionId: current, now });
    expect(sessions.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([current]);
    const { rows } = await pool.query<{ token: string }>('select "token" from auth."session"');
    for (const { token } of rows) expect(JSON.stringify(sessions)).not.toContain(token);
    expect(await revokeSessions(by('erin'), { userId: 'erin', exceptSessionId: current })).toBe(1);
    expect(await getViewer(second, { auth })).toBeNull();
    await expect(revokeSessions(by('carol'), { userId: 'carol', sessionId: current })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await revokeSessions(by('admin-one'), { userId: 'erin', sessionId: current });
    expect(await getViewer(first, { auth })).toBeNull();
    expect(await actionsOf('erin')).toEqual(['session.revoked', 'session.revoked']);
  });

  it('gives a link to whoever asks when there is no mail, and nothing of it stays in the clear', async () => {
    await addUser('finn');
    const links = createAccountLinks({ auth, appUrl, clock: () => new Date() });
    const options = { ...by('admin-one'), links, mailer: null, appUrl };
    const given = await issueLink(options, 'reset', 'finn');
    if (!('link' in given)) throw new Error('was mailed');
    const token = /^https:\/\/files\.example\.com\/reset-password#token=([\w-]{32})$/.exec(given.link)![1]!;
    const { rows } = await pool.query(
      `select (select json_agg(v) from auth."verification" v)::text || (select json_agg(e) from valetkey.audit_event e)::text as text`,
    );
    expect(rows[0].text).not.toContain(token);
    expect(await issueLink(options, 'verification', 'finn')).toMatchObject({
      link: expect.stringContaining('/verify-email#token='),
    });
    expect(await actionsOf('finn')).toEqual(['user.reset_link_issued', 'user.verification_link_issued']);
    await expect(issueLink(options, 'reset', 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await changeAccount(by('admin-one'), 'finn', { isDisabled: true });
    await expect(issueLink(options, 'reset', 'finn')).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });
});

describe('invitations', () => {
  const options = () => ({ ...by('admin-one'), mailer: null, appUrl, settings });
  const accepting = () => ({ pool, auth, settings, clock, requestId: 'r' });
  const tokenOf = (given: Awaited<ReturnType<typeof invite>>) => {
    if (!('link' in given)) throw new Error('was mailed');
    return given.link.split('#token=')[1]!;
  };
  const answer = { name: 'Gus', password: 'correct horse' };

  it('make one account with the role that was offered, by a link that works once', async () => {
    now = new Date();
    const given = await invite(options(), { email: ' Gus@Example.com ', role: 'reviewer', name: 'Gus' });
    const token = tokenOf(given);
    expect(given.invitation).toMatchObject({ email: 'gus@example.com', state: 'pending', role: 'reviewer' });
    const stored = await pool.query('select i::text as text from portal.invitation i');
    expect(stored.rows[0].text).not.toContain(token);
    expect(await readOffer(accepting(), token)).toEqual({
      email: 'gus@example.com',
      name: 'Gus',
      role: 'reviewer',
    });

    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => acceptInvitation(accepting(), { token, ...answer })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts)
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ problem: 'INVALID_LINK' });
    const { users } = await listAccounts({ pool, cursorSecret: 'c' }, { q: 'gus@example.com', limit: 5 });
    expect(users).toMatchObject([{ role: 'reviewer', isVerified: true, name: 'Gus' }]);
    const signedInAnswer = await auth.api.signInEmail({
      body: { email: 'gus@example.com', password: answer.password },
    });
    expect(signedInAnswer.user.id).toBe(users[0]!.id);
    expect(await actionsOf(users[0]!.id)).toEqual(['invitation.accepted']);
    await expect(invite(options(), { email: 'gus@example.com', role: 'user' })).rejects.toMatchObject({
      problem: 'ACCOUNT_EXISTS',
    });
  });

  it('end after seven days, with being taken back, and with being sent again', async () => {
    const given = await invite(options(), { email: 'hana@example.com', role: 'user' });
    await expect(invite(options(), { email: 'hana@example.com', role: 'user' })).rejects.toMatchObject({
      problem: 'INVITATION_EXISTS',
    });
    const first = tokenOf(given);
    const second = tokenOf(await inviteAgain(options(), given.invitation.id));
    await expect(readOffer(accepting(), first)).rejects.toMatchObject({ problem: 'INVALID_LINK' });
    now = new Date(now.getTime() + 7 * 24 * 3_600_000 + 1);
    await expect(acceptInvitation(accepting(), { token: second, ...answer })).rejects.toMatchObject({
      problem: 'INVALID_LINK',
    });
    const listed = await listInvitations({ pool, cursorSecret: 'c', now }, { cursor: null, limit: 10 });
    expect(
      listed.invitations
        .map(({ email, state }) => [email, state])
        .sort()
        .reverse(),
    ).toEqual([
      ['hana@example.com', 'expired'],
      ['gus@example.com', 'accepted'],
    ]);
    const third = tokenOf(await inviteAgain(options(), given.invitation.id));
    await revokeInvitation(options(), given.invitation.id);
    await expect(readOffer(accepting(), third)).rejects.toMatchObject({ problem: 'INVALID_LINK' });
    await expect(revokeInvitation(options(), given.invitation.id)).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });
    await expect(revokeInvitation(options(), 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await invite(options(), { email: 'hana@example.com', role: 'user' });
  });

  it('stay what they were when the account cannot be made', async () => {
    const token = tokenOf(await invite(options(), { email: 'ida@example.com', role: 'user' }));
    for (const [body, problem] of [
      [{ ...answer, password: 'short' }, 'INVALID_PASSWORD'],
      [{ ...answer, password: 'x'.repeat(129) }, 'INVALID_PASSWORD'],
      [{ ...answer, name: ' ' }, 'INVALID_NAME'],
    ] as const)
      await expect(acceptInvitation(accepting(), { token, ...body })).rejects.toMatchObject({ problem });
    await addUser('ida-already', { email: 'ida@example.com' });
    await expect(acceptInvitation(accepting(), { token, ...answer })).rejects.toMatchObject({
      problem: 'ACCOUNT_EXISTS',
    });
    await pool.query(`delete from auth."user" where "id" = 'ida-already'`);
    expect(await acceptInvitation(accepting(), { token, ...answer })).toEqual({ email: 'ida@example.com' });
  });

  it('are neither given nor taken while new accounts are switched off', async () => {
    const token = tokenOf(await invite(options(), { email: 'jan@example.com', role: 'user' }));
    signUp = 'closed';
    await expect(invite(options(), { email: 'kai@example.com', role: 'user' })).rejects.toMatchObject({
      problem: 'SIGN_UP_CLOSED',
    });
    await expect(acceptInvitation(accepting(), { token, ...answer })).rejects.toMatchObject({
      problem: 'SIGN_UP_CLOSED',
    });
    signUp = 'open';
    await acceptInvitation(accepting(), { token, ...answer });
  });

  it.each(['nobody', 'a@b', 'x@example.com\r\nbcc: y@example.com', `${'x'.repeat(250)}@example.com`])(
    'refuses %j as an address',
    async (email) => {
      await expect(invite(options(), { email, role: 'user' })).rejects.toMatchObject({
        problem: 'INVALID_EMAIL',
      });
    },
  );
});
