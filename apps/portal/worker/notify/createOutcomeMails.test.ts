import type { Pool } from 'pg';
import { pino } from 'pino';
import { createReviewBoard, type ReviewBoard } from 'valetkey/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeAccountSettings, readAccountSettings } from '@/shared/accounts/index.server';
import { jobKinds } from '@/shared/jobs/index.server';
import { createMailer, type Mailer } from '@/shared/mail/index.server';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { type SmtpSink, startSmtpSink } from '../../test/startSmtpSink';
import { createOutcomeMails } from './createOutcomeMails';

/*
 * What owners hear of a decision: from the reviewer's transaction over the queue to a real mail server, with the logins that the
 * system uses.
 */

const clock = () => new Date('2030-01-01T00:00:00Z');
const logger = pino({ level: 'silent' });
const appUrl = 'https://files.example.com';

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
  for (const name of ['alice', 'rita'])
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
  await owner.query('truncate graphile_worker._private_jobs, portal.account_setting');
  await owner.query(`update auth."user" set "emailVerified" = true, "banned" = null`);
});

const letters = 'abcdefghijklmnopqrstuvwxyz';
let files = 0;
/** A file of Alice's that reviewers see. */
async function makeFile(name = 'plan <b>.pdf'): Promise<string> {
  files += 1;
  const id = letters[files]!.repeat(26);
  await owner.query(
    `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, 'alice', $2, now(), now())`,
    [id, name],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at)
     values ($1, $1, 1, 'alice', 'default', $2, 'application/pdf', 'put', now(), now(), now(), now())`,
    [id, name],
  );
  for (const state of ['uploaded', 'verifying', 'available'])
    await owner.query('update valetkey.upload set state = $2, size = 1 where id = $1', [id, state]);
  return id;
}

const reviewer = { id: 'rita' };
const decide = (
  fileId: string,
  decision: 'approve' | 'request_changes' | 'reject',
  message: string | null = null,
) =>
  board.decide({
    fileId,
    reviewer,
    requestId: 'r-1',
    version: 1,
    decision,
    reasonCode: decision === 'approve' ? null : 'NOT_SIGNED',
    message,
    note: 'for the team only',
  });

async function decisions(): Promise<string[]> {
  const { rows } = await owner.query(
    `select j.payload, j.max_attempts from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'outcome' order by j.id`,
  );
  return rows.map(({ payload, max_attempts }) => {
    expect(max_attempts).toBe(jobKinds.outcome.maxAttempts);
    return jobKinds.outcome.payload.parse(payload).decisionId;
  });
}

const send = (decisionId: string, changes: Partial<Parameters<typeof createOutcomeMails>[0]> = {}) =>
  createOutcomeMails({ pool: worker, mailer, appUrl, logger, ...changes }).send(decisionId, {
    requestId: 'job-1-1',
  });

describe('the mail about a decision', () => {
  it.each([
    ['approve', 'Your file was approved', 'was approved.'],
    ['request_changes', 'Your file needs a change', 'The reason: a signature is missing.'],
    ['reject', 'Your file was not accepted', 'was not accepted. The reason: a signature is missing.'],
  ] as const)('says that it was to %s, and what was written', async (decision, subject, says) => {
    const fileId = await makeFile();
    await decide(fileId, decision, 'Please look\nat <page> 2.');
    const [decisionId] = await decisions();
    await send(decisionId!);
    const mail = await sink.mailTo('alice@example.com');
    expect(mail.subject).toBe(subject);
    expect(mail.text.replace(/\r\n/g, '\n')).toContain('> Please look\n> at <page> 2.');
    expect(mail.text).toContain('“plan <b>.pdf” at files.example.com');
    expect(mail.text).toContain(says);
    expect(mail.link).toBe(`${appUrl}/?file=${fileId}`);
    expect(mail.raw).not.toMatch(/rita|for the team only|plan <b>\.pdf<|<page> 2\.<\/block/);
  });

  it('says nothing of the file in its subject, and has no place for a message that nobody wrote', async () => {
    await decide(await makeFile('secret.pdf'), 'approve');
    await send((await decisions())[0]!);
    const mail = await sink.mailTo('alice@example.com');
    expect(mail.subject).not.toContain('secret');
    expect(mail.raw).not.toContain('<blockquote');
  });

  it('has colours for the dark that arrive as they are, and nothing in it is wider than a telephone', async () => {
    await decide(await makeFile(`${'long'.repeat(40)}.pdf`), 'reject', 'W'.repeat(400));
    await send((await decisions())[0]!);
    const { raw } = await sink.mailTo('alice@example.com');
    expect(raw).toMatch(/^content-type: text\/plain/im);
    const html = raw.slice(raw.search(/^content-type: text\/html/im));
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html.replace(/=\r\n/g, '')).toMatch(/<div class=3D"card" style=3D"[^"]*overflow-wrap:anywhere"/);
    // What begins with a point is changed by mail servers that are not careful.
    expect(html.split('\r\n').filter((line) => line.startsWith('.'))).toEqual([]);
  });

  it('has the same id when it is sent again, by which mail programs show it once', async () => {
    await decide(await makeFile(), 'approve');
    await decide(await makeFile(), 'approve');
    const [one, other] = await decisions();
    for (const decisionId of [one, one, other]) await send(decisionId!);
    const ids = sink.mails.map(({ raw }) => /^message-id: <([^>]+)>/im.exec(raw)?.[1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{40}@example\.com$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[0]).not.toContain(one);
  });

  it('is asked for by the transaction that decides, and by no other event', async () => {
    const fileId = await makeFile();
    await board.claim({ fileId, reviewer, requestId: 'r-1' });
    expect(await decisions()).toEqual([]);
    await expect(
      board.decide({ fileId, reviewer, requestId: 'r-1', version: 2, decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'STALE' });
    expect(await decisions()).toEqual([]);
    await decide(fileId, 'approve');
    expect(await decisions()).toHaveLength(1);
  });

  it.each([
    ['the owner does not want it', () => changeAccountSettings(own(), { isOutcomeMailed: false })],
    ['nobody confirmed the address', () => owner.query(`update auth."user" set "emailVerified" = false`)],
    [
      'the account is disabled',
      () => owner.query(`update auth."user" set "banned" = true where "id" = 'alice'`),
    ],
    [
      'the file is in the trash',
      (id: string) => owner.query('update valetkey.file set deleted_at = now() where id = $1', [id]),
    ],
    [
      'it was reopened',
      (id: string) => board.reopen({ fileId: id, reviewer, requestId: 'r-1', reason: 'a mistake' }),
    ],
  ] as const)('is not sent when %s', async (_why, change) => {
    const fileId = await makeFile();
    await decide(fileId, 'reject');
    await change(fileId);
    await send((await decisions())[0]!);
    expect(sink.mails).toEqual([]);
  });

  it('is about the newest of two decisions', async () => {
    const fileId = await makeFile();
    await decide(fileId, 'reject');
    await board.reopen({ fileId, reviewer, requestId: 'r-1', reason: 'a mistake' });
    await decide(fileId, 'approve');
    for (const decisionId of await decisions()) await send(decisionId);
    expect(sink.mails.map(({ subject }) => subject)).toEqual(['Your file was approved']);
  });

  it('is tried again while the mail server is away, and is nothing without one', async () => {
    await decide(await makeFile(), 'approve');
    const [decisionId] = await decisions();
    const away = { send: () => Promise.reject(new Error('away')) };
    await expect(send(decisionId!, { mailer: away })).rejects.toThrow('away');
    await expect(send(decisionId!, { mailer: null })).resolves.toBeUndefined();
    await expect(send('unknown')).resolves.toBeUndefined();
    expect(sink.mails).toEqual([]);
  });
});

function own() {
  return { pool: app, clock, actor: { type: 'user', id: 'alice' } as const, requestId: 'r-2' };
}

it('the setting is one’s own, on unless somebody says otherwise, with an event when it changes', async () => {
  const asItComes = { isOutcomeMailed: true, isReminderMailed: true, isMentionMailed: true };
  expect(await readAccountSettings(app, 'alice')).toEqual(asItComes);
  const events = async () =>
    (
      await owner.query(
        `select details from valetkey.audit_event where action = 'account.mails_changed' order by seq`,
      )
    ).rows;
  const before = (await events()).length;
  await changeAccountSettings(own(), { isOutcomeMailed: false });
  await changeAccountSettings(own(), { isOutcomeMailed: false });
  expect(await readAccountSettings(app, 'alice')).toEqual({ ...asItComes, isOutcomeMailed: false });
  expect(await readAccountSettings(app, 'rita')).toEqual(asItComes);
  await changeAccountSettings(own(), {
    isOutcomeMailed: true,
    isMentionMailed: true,
    isReminderMailed: false,
  });
  expect((await events()).slice(before).map(({ details }) => JSON.parse(details))).toEqual([
    { isOutcomeMailed: false },
    { isOutcomeMailed: true, isReminderMailed: false },
  ]);
});
