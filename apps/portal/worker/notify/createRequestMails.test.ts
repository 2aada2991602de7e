import type { Pool } from 'pg';
import { pino } from 'pino';
import { createFileCatalogue, createPostgresRecords, createReviewBoard } from 'valetkey/postgres';
import type { NewUpload } from 'valetkey/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  cancelRequest,
  createRequest,
  listOwnRequests,
  listRequests,
} from '@/entities/document-request/index.server';
import { changeAccountSettings } from '@/shared/accounts/index.server';
import { jobKinds } from '@/shared/jobs/index.server';
import { createMailer, type Mailer } from '@/shared/mail/index.server';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { type SmtpSink, startSmtpSink } from '../../test/startSmtpSink';
import { createRequestMails } from './createRequestMails';
import { planReminders } from './planReminders';

/*
 * What the team asks people for, on a real database with the logins of the system: from the question over the upload that the library
 * takes for an answer to the mail.
 */

const now = new Date('2030-01-10T12:00:00Z');
const clock = () => now;
const logger = pino({ level: 'silent' });
const appUrl = 'https://files.example.com';

let database: PortalDatabase;
let sink: SmtpSink;
let mailer: Mailer;
let owner: Pool;
let app: Pool;
let worker: Pool;

beforeAll(async () => {
  [database, sink] = await Promise.all([openPortalDatabase(), startSmtpSink()]);
  ({ owner, app, worker } = database);
  mailer = createMailer({ smtpUrl: sink.url, from: 'Files <files@example.com>', logger, clock });
  for (const name of ['alice', 'bob', 'rita'])
    await owner.query(
      `insert into auth."user" ("id", "name", "email", "emailVerified") values ($1, $1, $1 || '@example.com', true)`,
      [name],
    );
});
afterAll(async () => {
  mailer?.close();
  await Promise.all([database?.close(), sink?.stop()]);
});
beforeEach(async () => {
  sink.mails.length = 0;
  await owner.query(
    'truncate graphile_worker._private_jobs, portal.document_request, portal.request_reminder, portal.account_setting',
  );
  await owner.query(`update auth."user" set "emailVerified" = true, "banned" = null`);
});

const change = () => ({
  pool: app,
  clock,
  actor: { type: 'user', id: 'rita' } as const,
  asker: { id: 'rita', scope: null },
  requestId: 'r-1',
});
const ask = (given: Partial<Parameters<typeof createRequest>[1]> = {}) =>
  createRequest(change(), { person: 'alice', name: 'Signed <contract>', note: null, dueOn: null, ...given });
const own = (person = 'alice') => listOwnRequests({ pool: app, now }, person);
const list = async (query: Partial<Parameters<typeof listRequests>[1]> = {}) =>
  listRequests(
    { pool: app, cursorSecret: 'secret', now },
    { list: 'open', personId: null, asker: { id: 'rita', scope: null }, cursor: null, limit: 50, ...query },
  );

const letters = 'abcdefghijklmnopqrstuvwxyz';
let uploads = 0;

/** The handshake and the settling of an upload into a document, by the library's own records. */
async function upload(fileId: string, ownerId = 'alice', isNewVersion = true): Promise<string> {
  uploads += 1;
  const id = letters[uploads % 26]!.repeat(13) + letters[Math.floor(uploads / 26)]!.repeat(13);
  const records = createPostgresRecords({ pool: app });
  const event = (action: string, version: number) => ({
    at: now,
    actor: { type: 'user' as const, id: ownerId },
    action,
    fileId,
    version,
    purpose: null,
    reason: null,
    requestId: 'r-2',
  });
  const given: NewUpload = {
    id,
    fileId,
    isNewVersion,
    ownerId,
    profile: 'default',
    name: 'scan.pdf',
    path: null,
    contentType: 'application/pdf',
    declaredSize: 1,
    checksumSha256: null,
    fingerprint: null,
    kind: 'put',
    incomingKey: `incoming/${id}`,
    objectKey: null,
    partSize: null,
    writableUntil: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    reservedBytes: 1,
  };
  const { uploads: reserved } = await records.reserve({
    ownerId,
    uploads: [given],
    idempotency: null,
    quota: { maxBytes: 1e9, maxFiles: 1_000 },
    profileQuotas: {},
    event: ({ version }) => event('upload.reserved', version),
    now,
  });
  const { version } = reserved[0]!;
  for (const [from, to, action] of [
    ['reserved', 'uploaded', 'file.uploaded'],
    ['uploaded', 'verifying', 'verification.started'],
    ['verifying', 'available', 'file.available'],
  ] as const)
    await records.transition({
      id,
      from: [from],
      to,
      patch: to === 'uploaded' ? { size: 1, objectKey: `files/${id}`, incomingKey: null } : {},
      event: event(action, version),
      now,
    });
  return id;
}

const decide = async (fileId: string, version: number, decision: 'approve' | 'reject' | 'request_changes') =>
  createReviewBoard({ pool: app, cursorSecret: 'secret', clock }).decide({
    fileId,
    reviewer: { id: 'rita' },
    requestId: 'r-3',
    version,
    decision,
    reasonCode: decision === 'approve' ? null : 'NOT_SIGNED',
  });

async function events(fileId: string): Promise<string[]> {
  const { rows } = await owner.query(
    `select action from valetkey.audit_event where file_id = $1 and action like 'request.%' order by seq`,
    [fileId],
  );
  return rows.map(({ action }) => action);
}

describe('a request', () => {
  it('is a place on one person’s page, which says nothing of who asked', async () => {
    const made = await ask({ note: 'Both pages', dueOn: '2030-02-01' });
    expect(made).toMatchObject({
      state: 'open',
      isOverdue: false,
      dueOn: '2030-02-01',
      person: { id: 'alice', email: 'alice@example.com' },
      createdBy: { id: 'rita' },
    });
    expect(await own()).toEqual([
      {
        id: made.id,
        fileId: made.fileId,
        name: 'Signed <contract>',
        note: 'Both pages',
        dueOn: '2030-02-01',
        isOverdue: false,
        isAgain: false,
      },
    ]);
    expect(await own('bob')).toEqual([]);
    expect(await events(made.fileId)).toEqual(['request.created']);
    // Until something came it is no file, in no list and for nobody.
    const catalogue = createFileCatalogue({ pool: app, cursorSecret: 'secret' });
    await expect(catalogue.get({ fileId: made.fileId, ownerId: 'alice' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is fulfilled by the transaction in which the upload arrives, as version 1', async () => {
    const { fileId, id } = await ask();
    await upload(fileId);
    expect(await own()).toEqual([]);
    expect((await list({ list: 'fulfilled' })).requests).toMatchObject([{ id, state: 'fulfilled', fileId }]);
    expect(await events(fileId)).toEqual(['request.created', 'request.fulfilled']);
    const { rows } = await owner.query(
      'select current_version, last_version, name, created_at from valetkey.file where id = $1',
      [fileId],
    );
    expect(rows).toEqual([{ current_version: 1, last_version: 1, name: 'scan.pdf', created_at: now }]);
  });

  it('takes an upload of nobody else, and none when it was taken back', async () => {
    const { fileId, id } = await ask();
    await expect(upload(fileId, 'bob')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await cancelRequest(change(), id)).toMatchObject({ state: 'cancelled' });
    expect(await cancelRequest(change(), id)).toMatchObject({ state: 'cancelled' });
    await expect(upload(fileId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await events(fileId)).toEqual(['request.created', 'request.cancelled']);
    expect(await own()).toEqual([]);
    await expect(cancelRequest(change(), 'a'.repeat(26))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const again = await ask();
    await upload(again.fileId);
    await expect(cancelRequest(change(), again.id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it('lets who sees some profiles ask who handed in something of them, and see no more than that and their own', async () => {
    const scoped = (...profiles: string[]) => ({ id: 'sam', scope: { profiles } });
    const by = (asker: ReturnType<typeof scoped>) => ({
      ...change(),
      ...{ asker, actor: { type: 'user', id: asker.id } as const },
    });
    const wanted = { name: 'Signed contract', note: null, dueOn: null };
    const asked = (asker: ReturnType<typeof scoped>, person: string) =>
      createRequest(by(asker), { ...wanted, person }).then(
        ({ id }) => id,
        ({ code }) => code,
      );
    const seen = async (asker: ReturnType<typeof scoped>, query = {}) =>
      (await list({ asker, ...query })).requests.map(({ id }) => id);

    const { id: ofRita, fileId } = await ask({ person: 'bob' });
    // Nobody of them handed in anything under the profile; an unknown account is told the same.
    for (const person of ['bob', 'nobody']) expect(await asked(scoped('tax'), person)).toBe('INVALID_BODY');
    expect(await seen(scoped('default'))).toEqual([]);
    await expect(cancelRequest(by(scoped('default')), ofRita)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await upload(fileId, 'bob');
    expect(await seen(scoped('default'), { list: 'fulfilled' })).toEqual([ofRita]);
    expect(await seen(scoped('tax'), { list: 'fulfilled' })).toEqual([]);
    await expect(cancelRequest(by(scoped('default')), ofRita)).rejects.toMatchObject({
      code: 'INVALID_STATE',
    });

    const own = await asked(scoped('default'), 'bob');
    expect(await asked(scoped('tax'), 'bob')).toBe('INVALID_BODY');
    expect(await seen(scoped('tax'))).toEqual([own]);
    expect(await seen({ ...scoped('tax'), id: 'max' })).toEqual([]);
    expect(await cancelRequest(by(scoped('tax')), own)).toMatchObject({ state: 'cancelled' });
  });

  it.each(['reject', 'request_changes'] as const)(
    'opens again after %s, for the next try',
    async (decision) => {
      const { fileId } = await ask();
      await upload(fileId);
      await decide(fileId, 1, decision);
      expect(await own()).toMatchObject([{ fileId, isAgain: true }]);
      await upload(fileId);
      expect(await own()).toEqual([]);
      await decide(fileId, 2, 'approve');
      expect(await own()).toEqual([]);
    },
  );

  it('opens with a new place when its owner throws away what nobody approved', async () => {
    const { fileId, id } = await ask();
    await upload(fileId);
    const catalogue = createFileCatalogue({ pool: app, cursorSecret: 'secret', clock });
    await expect(
      catalogue.remove({ fileId: (await ask()).fileId, ownerId: 'alice', requestId: 'r-4' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await owner.query(`delete from portal.document_request where id <> $1`, [id]);
    await catalogue.remove({ fileId, ownerId: 'alice', requestId: 'r-4' });
    const [open] = await own();
    expect(open).toMatchObject({ id, isAgain: false });
    expect(open!.fileId).not.toBe(fileId);
    await upload(open!.fileId);
    expect(await own()).toEqual([]);
  });

  it('is listed for the team by state, person and what is late, a page at a time', async () => {
    const late = await ask({ dueOn: '2030-01-09' });
    await ask({ dueOn: '2030-01-10' });
    await ask({ person: 'bob' });
    expect((await list()).requests).toHaveLength(3);
    expect((await list({ list: 'overdue' })).requests).toMatchObject([{ id: late.id, isOverdue: true }]);
    expect((await list({ personId: 'bob' })).requests).toMatchObject([{ person: { id: 'bob' } }]);
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect(new Set([...first.requests, ...second.requests].map(({ id }) => id)).size).toBe(3);
    expect(second.nextCursor).toBeNull();
    await expect(list({ personId: 'bob', cursor: first.nextCursor })).rejects.toMatchObject({
      code: 'INVALID_QUERY',
    });
  });

  it.each([
    ['no name', { name: '  ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a long name', { name: 'a'.repeat(201) }],
    ['half a character', { note: '\ud800' }],
    ['a long note', { note: 'a'.repeat(2_001) }],
    ['a day that there is not', { dueOn: '2030-02-30' }],
    ['a day that is over', { dueOn: '2030-01-01' }],
    ['no day', { dueOn: 'soon' }],
    ['nobody', { person: 'nobody' }],
    ['a zero byte', { person: 'a\0' }],
  ])('is none with %s', async (_what, given) => {
    await expect(ask(given)).rejects.toMatchObject({ code: 'INVALID_BODY' });
    expect((await list()).requests).toEqual([]);
  });

  it('is made of no account that is disabled', async () => {
    await owner.query(`update auth."user" set "banned" = true where "id" = 'alice'`);
    await expect(ask()).rejects.toMatchObject({ code: 'INVALID_BODY' });
  });

  it('keeps cancelling and arriving apart, whichever comes first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { fileId, id } = await ask();
      const outcomes = await Promise.allSettled([upload(fileId), cancelRequest(change(), id)]);
      expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
      const { rows } = await owner.query(
        `select q.state, f.current_version, f.deleted_at from portal.document_request q
         join valetkey.file f on f.id = q.file_id where q.id = $1`,
        [id],
      );
      const [row] = rows;
      // What arrived is never hidden from its owner.
      if (row.current_version !== null) expect(row.deleted_at).toBeNull();
      expect(row.state).toBe(outcomes[1]!.status === 'fulfilled' ? 'cancelled' : 'fulfilled');
    }
  });
});

describe('the mail about it', () => {
  async function jobs(): Promise<string[]> {
    const { rows } = await owner.query(
      `select j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'request' order by j.id`,
    );
    return rows.map(({ payload }) => jobKinds.request.payload.parse(payload).requestId);
  }
  const send = (id: string, changes: Partial<Parameters<typeof createRequestMails>[0]> = {}) =>
    createRequestMails({ pool: worker, mailer, appUrl, clock, logger, ...changes }).send(id, {
      requestId: 'job-1-1',
    });

  it('says what is needed, by when, and not who asks', async () => {
    const { id } = await ask({ note: 'Both pages,\nplease.', dueOn: '2030-02-01' });
    expect(await jobs()).toEqual([id]);
    await send(id);
    const mail = await sink.mailTo('alice@example.com');
    expect(mail.subject).toBe('A document is needed from you');
    const text = mail.text.replace(/\r\n/g, '\n');
    expect(text).toContain('“Signed <contract>”');
    expect(text).toContain('by 1 Feb 2030');
    expect(text).toContain('> Both pages,\n> please.');
    expect(mail.link).toBe(`${appUrl}/`);
    expect(mail.raw).not.toMatch(/rita/i);
    expect(mail.raw).not.toContain('<contract>”</p>');
  });

  it.each([
    ['nobody confirmed the address', () => owner.query(`update auth."user" set "emailVerified" = false`)],
    [
      'the account is disabled',
      () => owner.query(`update auth."user" set "banned" = true where "id" = 'alice'`),
    ],
    ['it was taken back', (id: string) => cancelRequest(change(), id)],
    ['it was answered', async (_: string, fileId: string) => upload(fileId)],
  ] as const)('is not sent when %s', async (_why, happen) => {
    const { id, fileId } = await ask();
    await happen(id, fileId);
    await send(id);
    expect(sink.mails).toEqual([]);
  });

  it('is tried again while the mail server is away, and is nothing without one', async () => {
    const { id } = await ask();
    await expect(send(id, { mailer: { send: () => Promise.reject(new Error('away')) } })).rejects.toThrow(
      'away',
    );
    await expect(send(id, { mailer: null })).resolves.toBeUndefined();
    await expect(send('unknown')).resolves.toBeUndefined();
  });
});

describe('the reminders of it', () => {
  const at = (iso: string) => new Date(iso);
  async function jobs(): Promise<{ requestId: string; kind: 'soon' | 'overdue' }[]> {
    const { rows } = await owner.query(
      `select j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'reminder' order by j.id`,
    );
    return rows.map(({ payload }) => jobKinds.reminder.payload.parse(payload));
  }
  const remind = (id: string, kind: 'soon' | 'overdue', when: Date) =>
    createRequestMails({ pool: worker, mailer, appUrl, clock: () => when, logger }).remind(id, kind, {
      requestId: 'job-1-1',
    });

  it('are planned two days before and when it is over, each once, however many workers look', async () => {
    const { id } = await ask({ dueOn: '2030-02-01' });
    await ask();
    await planReminders(worker, at('2030-01-29T23:59:59Z'));
    expect(await jobs()).toEqual([]);
    const soon = at('2030-01-30T00:00:00Z');
    await Promise.all([
      planReminders(worker, soon),
      planReminders(worker, soon),
      planReminders(worker, soon),
    ]);
    await planReminders(worker, at('2030-02-01T23:59:59Z'));
    expect(await jobs()).toEqual([{ requestId: id, kind: 'soon' }]);
    await planReminders(worker, at('2030-02-02T00:00:00Z'));
    await planReminders(worker, at('2030-02-05T00:00:00Z'));
    expect((await jobs()).slice(1)).toEqual([{ requestId: id, kind: 'overdue' }]);
  });

  it('are not planned right after the question, nor of what is long over or answered', async () => {
    await ask({ dueOn: '2030-01-11' });
    await planReminders(worker, at('2030-01-10T13:00:00Z'));
    await planReminders(worker, at('2030-01-26T00:00:00Z'));
    const { id, fileId } = await ask({ dueOn: '2030-02-01' });
    await upload(fileId);
    await planReminders(worker, at('2030-01-31T00:00:00Z'));
    expect((await jobs()).filter(({ requestId }) => requestId === id)).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  it.each([
    ['soon', '2030-01-31T00:00:00Z', 'A document is due soon', 'by 1 Feb 2030'],
    ['overdue', '2030-02-03T00:00:00Z', 'A document is overdue', 'still missing'],
  ] as const)('say that it is %s, and not who asks', async (kind, when, subject, says) => {
    const { id } = await ask({ dueOn: '2030-02-01' });
    await remind(id, kind, at(when));
    const mail = await sink.mailTo('alice@example.com');
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(says);
    expect(mail.link).toBe(`${appUrl}/`);
    expect(mail.raw).not.toMatch(/rita/i);
  });

  it.each([
    [
      'they do not want it',
      () =>
        changeAccountSettings(
          { pool: app, clock, actor: { type: 'user', id: 'alice' }, requestId: 'r-9' },
          { isReminderMailed: false },
        ),
    ],
    ['nobody confirmed the address', () => owner.query(`update auth."user" set "emailVerified" = false`)],
    ['it was taken back', (id: string) => cancelRequest(change(), id)],
    ['it was answered', async (_: string, fileId: string) => upload(fileId)],
  ] as const)('are not sent when %s', async (_why, happen) => {
    const { id, fileId } = await ask({ dueOn: '2030-02-01' });
    await happen(id, fileId);
    await remind(id, 'soon', at('2030-01-31T00:00:00Z'));
    expect(sink.mails).toEqual([]);
  });

  it('do not call due soon what is over by the time the mail goes', async () => {
    const { id } = await ask({ dueOn: '2030-02-01' });
    await remind(id, 'soon', at('2030-02-02T00:00:00Z'));
    expect(sink.mails).toEqual([]);
  });
});
