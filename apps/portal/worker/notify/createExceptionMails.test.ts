import type { Pool } from 'pg';
import { pino } from 'pino';
import { createReviewBoard } from 'valetkey/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabasePool, migrateDatabase } from '@/shared/db/index.server';
import { enqueueExceptionMails, jobKinds } from '@/shared/jobs/index.server';
import { createMailer, type Mailer } from '@/shared/mail/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../../scripts/lib/embeddedPostgres.mjs';
import { type SmtpSink, startSmtpSink } from '../../test/startSmtpSink';
import { createExceptionMails } from './createExceptionMails';

/* From the transaction that opens a file beside a scope to the administrators' mail, with the logins that the system uses. */

const clock = () => new Date('2030-01-01T10:00:00Z');
const logger = pino({ level: 'silent' });
const appUrl = 'https://files.example.com';
const fileId = 'f'.repeat(26);

let postgres: EmbeddedPostgres;
let sink: SmtpSink;
let mailer: Mailer;
let pools: Record<'owner' | 'app' | 'worker', Pool>;

beforeAll(async () => {
  [postgres, sink] = await Promise.all([startTestPostgres(), startSmtpSink()]);
  const { app, owner, worker } = postgres.urls;
  await migrateDatabase({
    migrationUrl: owner,
    appUrl: app,
    workerUrl: worker,
    portalMigrationsDirectory: new URL('../../migrations/', import.meta.url),
  });
  const poolOf = (connectionString: string) =>
    createDatabasePool({ connectionString, applicationName: 'test' });
  pools = { owner: poolOf(owner), app: poolOf(app), worker: poolOf(worker) };
  mailer = createMailer({ smtpUrl: sink.url, from: 'Files <files@example.com>', logger, clock });
  await pools.owner.query(
    `insert into auth."user" ("id", "name", "email", "emailVerified", "role", "banned") values
       ('sam', 'Sam', 'sam@example.com', true, 'reviewer', null), ('ada', 'Ada', 'ada@example.com', true, 'admin', null),
       ('eve', 'Eve', 'eve@example.com', true, 'admin', true), ('new', 'New', 'new@example.com', false, 'admin', null)`,
  );
  await pools.owner.query(
    `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, 'alice', 'secret plan.pdf', now(), now())`,
    [fileId],
  );
  await pools.owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at)
     values ($1, $1, 1, 'alice', 'default', 'secret plan.pdf', 'application/pdf', 'put', now(), now(), now(), now())`,
    [fileId],
  );
  for (const state of ['uploaded', 'verifying', 'available'])
    await pools.owner.query('update valetkey.upload set state = $2, size = 1 where id = $1', [fileId, state]);
});
afterAll(async () => {
  mailer?.close();
  await Promise.all(Object.values(pools ?? {}).map((pool) => pool.end()));
  await Promise.all([postgres?.stop(), sink?.stop()]);
});

it('tells every administrator who can sign in that somebody opened a file, and neither which nor why', async () => {
  const board = createReviewBoard({
    pool: pools.app,
    clock,
    onException: (client, { id }) => enqueueExceptionMails(client, id),
  });
  const reviewer = { id: 'sam', scope: { profiles: ['contracts'] } };
  await board.breakGlass({ fileId, reviewer, reason: 'A deadline at noon', requestId: 'r-1' });
  const { rows } = await pools.owner.query(
    `select j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'exception'`,
  );
  const payloads = rows.map(({ payload }) => jobKinds.exception.payload.parse(payload));
  // Whether each can be told is asked when it is.
  expect(payloads.map(({ personId }) => personId).sort()).toEqual(['ada', 'eve', 'new']);
  const [{ exceptionId }] = payloads as [(typeof payloads)[0]];
  const mails = createExceptionMails({ pool: pools.worker, mailer, appUrl, logger });
  for (const { personId = null } of payloads)
    await mails.send(exceptionId, personId, { requestId: 'job-1-1' });
  const mail = await sink.mailTo('ada@example.com');
  expect(mail.subject).toBe('Emergency access to a file');
  expect(mail.text).toContain('“Sam” opened a file at files.example.com');
  expect(mail.text).toContain('until 11:00 UTC');
  expect(mail.link).toBe(`${appUrl}/admin/break-glass`);
  expect(mail.raw).not.toMatch(/secret plan|deadline/);
  expect(sink.mails).toHaveLength(1);
  // Without a mail server it is on their page.
  await createExceptionMails({ pool: pools.worker, mailer: null, appUrl, logger }).send(exceptionId, null, {
    requestId: 'job-1-2',
  });
  expect(sink.mails).toHaveLength(1);
});

it('mails nobody twice because somebody else cannot be reached', async () => {
  const { rows } = await pools.owner.query<{ id: string }>('select id from valetkey.review_exception');
  const reached: string[] = [];
  const refusing: Mailer = {
    ...mailer,
    send: async (to) => {
      if (to === 'ann@example.com') throw new Error('no such mailbox');
      reached.push(to);
    },
  };
  await pools.owner.query(
    `insert into auth."user" ("id", "name", "email", "emailVerified", "role")
     values ('ann', 'Ann', 'ann@example.com', true, 'admin')`,
  );
  const mails = createExceptionMails({ pool: pools.worker, mailer: refusing, appUrl, logger });
  const tell = (personId: string) => mails.send(rows[0]!.id, personId, { requestId: 'job-2-1' });
  await tell('ada');
  for (const _attempt of [1, 2]) await expect(tell('ann')).rejects.toThrow('no such mailbox');
  expect(reached).toEqual(['ada@example.com']);
});
