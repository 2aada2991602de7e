import type { Pool } from 'pg';
import { pino } from 'pino';
import { createReviewBoard, type ReviewBoard, type Reviewer } from 'valetkey/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeAccountSettings } from '@/shared/accounts/index.server';
import { listReviewersOf, permissions, type Role, reviewerOf } from '@/shared/auth/index.server';
import { jobKinds } from '@/shared/jobs/index.server';
import { createMailer, type Mailer } from '@/shared/mail/index.server';
import {
  countUnread,
  deleteOldNotifications,
  listNotifications,
  markRead,
} from '@/shared/notifications/index.server';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { type SmtpSink, startSmtpSink } from '../../test/startSmtpSink';
import { createMentionMails } from './createMentionMails';

/*
 * Who is told what, from the transaction that acts to the list and the mail: a real database with the logins of the system.
 */

const people = {
  alice: 'user',
  rita: 'reviewer',
  ravi: 'reviewer',
  sam: 'reviewer',
  lea: 'lead',
  lou: 'lead',
  ada: 'admin',
} as const satisfies Record<string, Role>;
type Name = keyof typeof people;

const appUrl = 'https://files.example.com';
const logger = pino({ level: 'silent' });
let now = new Date('2030-01-01T00:00:00Z');
const clock = () => now;
let database: PortalDatabase;
let sink: SmtpSink;
let mailer: Mailer;
let owner: Pool;
let app: Pool;
let worker: Pool;
let board: ReviewBoard;

beforeAll(async () => {
  [database, sink] = await Promise.all([openPortalDatabase(), startSmtpSink()]);
  ({ owner, app, worker } = database);
  mailer = createMailer({ smtpUrl: sink.url, from: 'Files <files@example.com>', logger, clock });
  board = createReviewBoard({ pool: app, cursorSecret: 'secret', clock });
  for (const [name, role] of Object.entries(people))
    await owner.query(
      `insert into auth."user" ("id", "name", "email", "emailVerified", "role") values ($1, $1, $1 || '@example.com', true, $2)`,
      [name, role],
    );
});
afterAll(async () => {
  mailer?.close();
  await Promise.all([database?.close(), sink?.stop()]);
});
beforeEach(async () => {
  now = new Date(now.getTime() + 60_000);
  sink.mails.length = 0;
  await owner.query('truncate graphile_worker._private_jobs, portal.account_setting, portal.notification');
  await owner.query('delete from portal.review_scope');
  await owner.query(`update auth."user" set "emailVerified" = true, "banned" = null`);
});

const letters = 'abcdefghijklmnopqrstuvwxyz';
let uploads = 0;
/** A version of a file of Alice's, checked and accepted by the library's own statements. */
async function addVersion(version = 1, fileId?: string, isTwo = false): Promise<string> {
  uploads += 1;
  const id = letters[uploads % 26]!.repeat(13) + letters[Math.floor(uploads / 26)]!.repeat(13);
  const file = fileId ?? id;
  if (fileId === undefined)
    await owner.query(
      `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, 'alice', 'secret plan.pdf', now(), now())`,
      [file],
    );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at, is_second_approval_required)
     values ($1, $2, $3, 'alice', 'contracts', 'secret plan.pdf', 'application/pdf', 'put', now(), now(), now(), now(), $4)`,
    [id, file, version, isTwo],
  );
  for (const state of ['uploaded', 'verifying', 'available'])
    await owner.query('update valetkey.upload set state = $2, size = 1 where id = $1', [id, state]);
  await happen('file.available', file, version);
  return file;
}

async function happen(action: string, fileId: string, version: number): Promise<void> {
  await app.query(
    `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, version, request_id)
     values (gen_random_uuid()::text, $1, 'system', 'worker', $2, $3, $4, 'job-1')`,
    [now, action, fileId, version],
  );
}

const by = (id: Name): Reviewer => ({ id, mayApproveSecond: people[id] !== 'reviewer' });
const change = (fileId: string, id: Name = 'rita') => ({ fileId, reviewer: by(id), requestId: 'r-1' });
const own = (id: Name) => ({ pool: app, clock, actor: { type: 'user', id } as const, requestId: 'r-2' });
const person = (id: Name) => ({ userId: id, role: people[id] });
const page = (id: Name, query: { cursor?: string | null; limit?: number } = {}) =>
  listNotifications({ pool: app, cursorSecret: 'secret' }, person(id), {
    cursor: null,
    limit: 50,
    ...query,
  });
const toldTo = async (id: Name) => (await page(id)).notifications.map(({ kind }) => kind);
const scope = (id: Name, profiles: string[]) =>
  owner.query(
    `insert into portal.review_scope (user_id, profiles, updated_at, updated_by) values ($1, $2, now(), 'ada')
     on conflict (user_id) do update set profiles = excluded.profiles`,
    [id, profiles],
  );

describe('owners are told', () => {
  it.each([
    ['approve', 'approved'],
    ['request_changes', 'changes_requested'],
    ['reject', 'rejected'],
  ] as const)('of %s, by nobody’s name', async (decision, kind) => {
    const fileId = await addVersion();
    const reasonCode = decision === 'approve' ? null : 'NOT_SIGNED';
    await board.decide({ ...change(fileId), version: 1, decision, reasonCode, note: 'inside' });
    const { notifications } = await page('alice');
    expect(notifications).toEqual([
      {
        id: expect.stringMatching(/^[a-z2-7]{26}$/),
        kind,
        file: { id: fileId, name: 'secret plan.pdf' },
        version: 1,
        at: now.toISOString(),
        isRead: false,
      },
    ]);
    expect(JSON.stringify(notifications)).not.toMatch(/rita|inside/);
    expect(await toldTo('rita')).toEqual([]);
  });

  it.each(['file.rejected', 'release.refused'])('of %s', async (action) => {
    await happen(action, await addVersion(), 1);
    expect(await toldTo('alice')).toEqual(['not_accepted']);
  });

  it('of nothing that is taken back, and of nothing in the trash', async () => {
    const fileId = await addVersion();
    await expect(board.decide({ ...change(fileId), version: 2, decision: 'approve' })).rejects.toMatchObject({
      code: 'STALE',
    });
    expect(await toldTo('alice')).toEqual([]);
    await board.decide({ ...change(fileId), version: 1, decision: 'approve' });
    await owner.query('update valetkey.file set deleted_at = now() where id = $1', [fileId]);
    expect(await toldTo('alice')).toEqual([]);
    expect(await countUnread(app, person('alice'))).toBe(0);
  });
});

describe('the team is told', () => {
  it('who was given a file, and from whom it was taken', async () => {
    const fileId = await addVersion();
    await board.assign({ ...change(fileId, 'lea'), assignee: by('rita') });
    expect(await toldTo('rita')).toEqual(['assigned']);
    now = new Date(now.getTime() + 1_000);
    await board.takeOver({ ...change(fileId, 'ravi'), reason: 'urgent' });
    expect(await toldTo('rita')).toEqual(['taken_over', 'assigned']);
    await board.assign({ ...change(fileId, 'lea'), assignee: by('lea'), reason: 'mine' });
    expect([await toldTo('ravi'), await toldTo('lea'), await toldTo('alice')]).toEqual([
      ['taken_over'],
      [],
      [],
    ]);
  });

  it('that what somebody decided about has a new version, once for all their decisions', async () => {
    const fileId = await addVersion();
    const reject = { version: 1, decision: 'reject', reasonCode: 'OTHER' } as const;
    await board.decide({ ...change(fileId), ...reject });
    await board.reopen({ ...change(fileId), reason: 'again' });
    await board.decide({ ...change(fileId), ...reject });
    await addVersion(2, fileId);
    expect(await toldTo('rita')).toEqual(['new_version']);
    expect(await toldTo('ravi')).toEqual([]);
  });

  it('that a second person is wanted: everybody who may be that, in their scope', async () => {
    await scope('lou', ['letters']);
    const fileId = await addVersion(1, undefined, true);
    await board.decide({ ...change(fileId, 'lea'), version: 1, decision: 'approve' });
    const { rows } = await owner.query<{ person_id: string }>(
      `select person_id from portal.notification where kind = 'second_wanted' order by 1`,
    );
    expect(rows.map(({ person_id }) => person_id)).toEqual(['ada']);
    // The database names the roles that may, as it cannot ask the table of permissions.
    expect(permissions['review.second']).toEqual(['lead', 'admin']);
    expect(permissions['review.everything']).toEqual(['admin']);
  });

  it('who is mentioned, once, and not who mentions themselves', async () => {
    const fileId = await addVersion();
    const text = 'see <@ravi>';
    await board.comment({ ...change(fileId), text, mentions: [by('ravi'), by('ravi'), by('rita')] });
    expect([await toldTo('ravi'), await toldTo('rita'), await toldTo('alice')]).toEqual([
      ['mentioned'],
      [],
      [],
    ]);
  });

  it('nothing of a file that they do not see any more, its name neither', async () => {
    const fileId = await addVersion();
    await board.comment({ ...change(fileId), text: 'x', mentions: [by('sam')] });
    expect(await toldTo('sam')).toEqual(['mentioned']);
    await scope('sam', ['letters']);
    expect(await toldTo('sam')).toEqual([]);
    expect(await countUnread(app, person('sam'))).toBe(0);
    await scope('sam', ['contracts']);
    expect(await toldTo('sam')).toEqual(['mentioned']);
    expect(await countUnread(app, { userId: 'sam', role: 'user' })).toBe(0);
  });
});

describe('the list', () => {
  async function many(count: number): Promise<string> {
    const fileId = await addVersion();
    for (let index = 0; index < count; index += 1) {
      now = new Date(now.getTime() + 1_000);
      await board.comment({ ...change(fileId), text: 'x', mentions: [by('ravi')] });
    }
    return fileId;
  }

  it('is read a page at a time, newest first, by a cursor that is one’s own', async () => {
    await many(5);
    const first = await page('ravi', { limit: 3 });
    const second = await page('ravi', { limit: 3, cursor: first.nextCursor });
    const ids = [...first.notifications, ...second.notifications];
    expect(ids.map(({ at }) => at)).toEqual(
      ids
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(5);
    expect(second.nextCursor).toBeNull();
    await expect(page('rita', { cursor: first.nextCursor })).rejects.toMatchObject({ code: 'INVALID_QUERY' });
    await expect(page('ravi', { cursor: 'x.y' })).rejects.toMatchObject({ code: 'INVALID_QUERY' });
  });

  it('is marked as read by id or up to one, by nobody else, with an event when something changed', async () => {
    await many(4);
    const ids = (await page('ravi')).notifications.map(({ id }) => id);
    expect(await markRead(own('rita'), { ids })).toBe(0);
    expect(await markRead(own('rita'), { through: ids[0]! })).toBe(0);
    expect(await markRead(own('ravi'), { ids: [ids[3]!] })).toBe(1);
    expect(await markRead(own('ravi'), { ids: [ids[3]!] })).toBe(0);
    // The newest came after the list was read.
    expect(await markRead(own('ravi'), { through: ids[1]! })).toBe(2);
    expect((await page('ravi')).notifications.map(({ isRead }) => isRead)).toEqual([false, true, true, true]);
    expect(await countUnread(app, person('ravi'))).toBe(1);
    const { rows } = await owner.query(
      `select actor_id, details::json ->> 'count' as count from valetkey.audit_event where action = 'notifications.read' order by seq`,
    );
    expect(rows).toEqual([
      { actor_id: 'ravi', count: '1' },
      { actor_id: 'ravi', count: '2' },
    ]);
  });

  it('is told to nobody else’s pages, by the id of whom it is for', async () => {
    const client = await app.connect();
    const heard: unknown[] = [];
    client.on('notification', ({ payload = '' }) => heard.push(JSON.parse(payload)));
    await client.query('listen portal_live');
    const fileId = await many(1);
    await client.query('select 1');
    const [told] = (await page('ravi')).notifications;
    await expect
      .poll(() => heard.filter((one) => (one as { kind: string }).kind === 'notification'))
      .toEqual([{ kind: 'notification', ownerId: 'ravi', actorId: null, ids: [told!.id] }]);
    expect(JSON.stringify(heard)).not.toMatch(/secret plan|see/);
    await client.query('unlisten portal_live');
    client.release();
    expect(fileId).not.toBe('');
  });

  it('is written by nobody but the database itself, and forgotten after ninety days', async () => {
    await many(2);
    for (const statement of [
      `insert into portal.notification (id, person_id, kind, file_id, event_id, at) select portal.mint_id(), 'ada', 'mentioned', 'x', 'x', now()`,
      `update portal.notification set person_id = 'rita'`,
      'delete from portal.notification',
    ])
      await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    const days = (count: number) => new Date(now.getTime() + count * 24 * 60 * 60 * 1000);
    await deleteOldNotifications(worker, days(89));
    expect(await toldTo('ravi')).toHaveLength(2);
    await deleteOldNotifications(worker, days(91));
    expect(await toldTo('ravi')).toEqual([]);
  });
});

describe('who can be mentioned', () => {
  it('is who reviews such files and is not disabled', async () => {
    await scope('sam', ['letters']);
    // An administrator sees everything, whatever a scope of before says.
    await scope('ada', ['letters']);
    await owner.query(`update auth."user" set "banned" = true where "id" = 'ravi'`);
    const names = async (profile: string) => (await listReviewersOf(app, profile)).map(({ id }) => id);
    expect(await names('contracts')).toEqual(['ada', 'lea', 'lou', 'rita']);
    expect(await names('letters')).toEqual(['ada', 'lea', 'lou', 'rita', 'sam']);
  });

  it('is who sees it by their scope, and not by an exception', async () => {
    await scope('sam', ['letters']);
    const fileId = await addVersion();
    const sam = await reviewerOf(app, person('sam'));
    await expect(board.comment({ ...change(fileId), text: 'x', mentions: [sam] })).rejects.toMatchObject({
      code: 'INVALID_BODY',
    });
  });
});

describe('the mail about a mention', () => {
  async function mention(): Promise<{ fileId: string; id: string }> {
    const fileId = await addVersion();
    await board.comment({ ...change(fileId), text: 'look at clause 7, <@ravi>', mentions: [by('ravi')] });
    const { rows } = await owner.query(
      `select j.payload, j.max_attempts from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'mention' order by j.id`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].max_attempts).toBe(jobKinds.mention.maxAttempts);
    return { fileId, id: jobKinds.mention.payload.parse(rows[0].payload).notificationId };
  }
  const send = (id: string, changes: Partial<Parameters<typeof createMentionMails>[0]> = {}) =>
    createMentionMails({ pool: worker, mailer, appUrl, logger, ...changes }).send(id, {
      requestId: 'job-1-1',
    });

  it('says that somebody did, and neither where nor what nor who', async () => {
    const { fileId, id } = await mention();
    await send(id);
    const mail = await sink.mailTo('ravi@example.com');
    expect(mail.subject).toBe('You are mentioned in a review');
    expect(mail.text).toContain('Somebody mentioned you in a review at files.example.com.');
    expect(mail.link).toBe(`${appUrl}/review/${fileId}`);
    expect(mail.raw).not.toMatch(/secret|plan|clause|rita|alice/i);
  });

  it.each([
    ['they do not want it', () => changeAccountSettings(own('ravi'), { isMentionMailed: false })],
    ['they read it already', (_: string, id: string) => markRead(own('ravi'), { ids: [id] })],
    ['nobody confirmed the address', () => owner.query(`update auth."user" set "emailVerified" = false`)],
    [
      'the account is disabled',
      () => owner.query(`update auth."user" set "banned" = true where "id" = 'ravi'`),
    ],
    ['they do not see such files any more', () => scope('ravi', ['letters'])],
    [
      'the file is in the trash',
      (fileId: string) => owner.query('update valetkey.file set deleted_at = now() where id = $1', [fileId]),
    ],
  ] as const)('is not sent when %s', async (_why, happens) => {
    const { fileId, id } = await mention();
    await happens(fileId, id);
    await send(id);
    expect(sink.mails).toEqual([]);
  });

  it('is tried again while the mail server is away, and is nothing without one', async () => {
    const { id } = await mention();
    const away = { send: () => Promise.reject(new Error('away')) };
    await expect(send(id, { mailer: away })).rejects.toThrow('away');
    await expect(send(id, { mailer: null })).resolves.toBeUndefined();
    await expect(send('unknown')).resolves.toBeUndefined();
  });
});
