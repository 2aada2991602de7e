import type { Pool, PoolClient } from 'pg';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { createAuditTrail } from 'valetkey/postgres';
import type { NewAuditEvent } from 'valetkey/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  readWebhook,
  redeliver,
  rotateWebhookSecret,
  sendTestEvent,
} from '@/entities/webhook/index.server';
import { inTransaction } from '@/shared/db/index.server';
import { jobKinds } from '@/shared/jobs/index.server';
import { webhookEventTypes } from '@/shared/webhooks';
import { createWebhookSecrets, webhookPayload } from '@/shared/webhooks/index.server';
import { openPortalDatabase, type PortalDatabase } from '../../test/openPortalDatabase';
import { createNotifier } from './createNotifier';
import type { SendInput, SendOutcome } from './createWebhookSender';

/*
 * Webhooks on a real database with the logins that the system uses: the portal's changes, the outbox that the transactions of files
 * write to, and the worker's attempts. Only the sending is the test's.
 */

const start = Date.parse('2030-01-01T00:00:00Z');
const hour = 60 * 60 * 1000;
let now = start;
const clock = () => new Date(now);
const secrets = createWebhookSecrets('s'.repeat(32));

let database: PortalDatabase;
let owner: Pool;
let app: Pool;
let worker: Pool;

beforeAll(async () => {
  database = await openPortalDatabase();
  ({ owner, app, worker } = database);
});
afterAll(async () => {
  await database?.close();
});

const sent: SendInput[] = [];
let answer: SendOutcome | ((input: SendInput) => Promise<SendOutcome>);
const answered = (status: number, retryAfter?: string): SendOutcome => ({
  status,
  text: 'body',
  retryAfter,
  problem: null,
});

beforeEach(async () => {
  await owner.query('truncate portal.webhook cascade');
  await owner.query('truncate graphile_worker._private_jobs');
  now = start;
  sent.length = 0;
  answer = answered(200);
});

const admin = () => ({
  pool: app,
  clock,
  actor: { type: 'user', id: 'ada' } as const,
  requestId: 'r-1',
  secrets,
  isLoopbackAllowed: false,
});
const add = (events: readonly (typeof webhookEventTypes)[number][] = webhookEventTypes) =>
  createWebhook(admin(), { url: 'https://receiver.example.com/hook', description: 'books', events });

const notifier = (changes: Partial<Parameters<typeof createNotifier>[0]> = {}) =>
  createNotifier({
    pool: worker,
    send: async (input) => {
      sent.push(input);
      return typeof answer === 'function' ? answer(input) : answer;
    },
    secrets,
    isLoopbackAllowed: false,
    version: '1.0.0',
    clock,
    random: () => 0,
    logger: pino({ level: 'silent' }),
    ...changes,
  });

type QueuedJob = {
  payload: { deliveryId: string; turn: number };
  run_at: Date;
  max_attempts: number;
  queue: string;
};

/** What is in line, the oldest first. */
async function jobs(): Promise<QueuedJob[]> {
  const { rows } = await owner.query<QueuedJob>(
    `select j.payload, j.run_at, j.max_attempts, q.queue_name as queue from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
     where t.identifier = 'notify' order by j.id`,
  );
  return rows;
}

/** Does the newest job as the worker would, at the time it is due. */
async function attempt(changes: Parameters<typeof notifier>[0] = {}): Promise<void> {
  const job = (await jobs()).at(-1)!;
  now = Math.max(now, job.run_at.getTime() > Date.now() ? job.run_at.getTime() : now);
  await notifier(changes).deliver(job.payload, {
    signal: new AbortController().signal,
    requestId: 'job-1-1',
  });
}

const deliveriesOf = async (webhookId: string) =>
  (await listDeliveries({ pool: app, cursorSecret: 'x' }, { webhookId, cursor: null, limit: 50 })).deliveries;

let files = 0;
/** A file as its upload left it, in a state of the test's. */
async function makeFile(state: string): Promise<string> {
  files += 1;
  const id = String(files)
    .replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)
    .padStart(26, 'z');
  await owner.query(
    `insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, 'alice', 'secret plan.pdf', now(), now())`,
    [id],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at)
     values ($1, $1, 1, 'alice', 'default', 'secret plan.pdf', 'application/pdf', 'put', now(), now(), now(), now())`,
    [id],
  );
  const road = ['uploaded', 'verifying', ...(state === 'uploaded' || state === 'verifying' ? [] : [state])];
  for (const next of road.slice(0, state === 'uploaded' ? 1 : road.length))
    await owner.query('update valetkey.upload set state = $2, size = 1 where id = $1', [id, next]);
  return id;
}

function event(action: string, fileId: string | null, details?: NewAuditEvent['details']): NewAuditEvent {
  return {
    at: clock(),
    actor: { type: 'user', id: 'rita' },
    action,
    fileId,
    version: fileId === null ? null : 1,
    purpose: null,
    reason: 'a reason that names alice@example.com',
    requestId: 'r-2',
    ...(details !== undefined && { details }),
  };
}
const record = (events: NewAuditEvent[], client?: PoolClient) =>
  createAuditTrail({ pool: app }).record(events, client);

describe('the outbox', () => {
  it('makes of each event that is told outside one message, and of no other any', async () => {
    const { webhook } = await add();
    const fileId = await makeFile('available');
    // Types that are called as the audit event is, and those that are not.
    const renamed = {
      'derivative.available': ['derivatives.made'],
      'review.decided': ['review.approved', 'review.changes_requested', 'review.rejected'],
    };
    const actions = webhookEventTypes.flatMap((type) =>
      Object.hasOwn(renamed, type) ? renamed[type as keyof typeof renamed] : [type],
    );
    const told = actions.map((action) =>
      event(action, fileId, { code: 'MALWARE', reasonCode: 'OTHER', by: 'x', request: 'q'.repeat(26) }),
    );
    await record([
      ...told,
      event('release.refused', fileId, { code: 'MALWARE' }),
      event('url.signed', fileId),
      event('review.claimed', fileId),
      event('user.disabled', null, { user: 'bob' }),
    ]);
    const deliveries = await deliveriesOf(webhook.id);
    expect(deliveries.map(({ type }) => type).sort()).toEqual(
      [...webhookEventTypes, 'review.decided', 'review.decided', 'file.rejected'].sort(),
    );
    for (const { payload, type, messageId } of deliveries) {
      expect(webhookPayload.parse(JSON.parse(payload))).toMatchObject({
        type,
        timestamp: '2030-01-01T00:00:00.000Z',
        data: { fileId, version: 1, profile: 'default' },
      });
      expect(messageId).toMatch(/^evt_[a-z2-7]{26}$/);
      expect(payload).not.toMatch(/plan|alice|rita|example/);
    }
    const queued = await jobs();
    expect(queued.length).toBe(deliveries.length);
    for (const { queue, max_attempts } of queued) {
      expect(queue).toMatch(new RegExp(`^webhook-${webhook.id}-[0-3]$`));
      expect(max_attempts).toBe(jobKinds.notify.maxAttempts);
    }
    for (const { payload } of queued) expect(jobKinds.notify.payload.parse(payload)).toEqual(payload);
  });

  it('stands in one of four lines of its receiver, the one of its file, for every attempt', async () => {
    await add(['file.deleted']);
    const lines = new Set<string>();
    for (let file = 0; file < 24; file += 1) {
      const fileId = await makeFile('available');
      await record([event('file.deleted', fileId)]);
      const { queue } = (await jobs()).at(-1)!;
      lines.add(queue);
      answer = answered(500);
      await attempt();
      expect((await jobs()).at(-1)!.queue).toBe(queue);
    }
    expect(lines.size).toBe(4);
  });

  it('tells the events of a file in their order, which is in the messages too', async () => {
    const { webhook } = await add(['file.deleted', 'file.restored', 'derivative.available']);
    const [fileId, other] = [await makeFile('available'), await makeFile('available')];
    // Within one transaction and in several, and all at the same time by the clock.
    await record([
      event('derivatives.made', fileId),
      event('file.deleted', fileId),
      event('file.deleted', other),
      event('file.restored', fileId),
    ]);
    await record([event('file.deleted', fileId)]);
    const queued = await jobs();
    const deliveries = new Map(
      (await deliveriesOf(webhook.id)).map((one) => [one.id, webhookPayload.parse(JSON.parse(one.payload))]),
    );
    const inLine = queued.map(({ payload: { deliveryId }, queue }) => ({
      queue,
      ...deliveries.get(deliveryId)!,
    }));
    const ofFile = inLine.filter(({ data }) => 'fileId' in data && data.fileId === fileId);
    expect(new Set(ofFile.map(({ queue }) => queue)).size).toBe(1);
    expect(ofFile.map(({ type }) => type)).toEqual([
      'derivative.available',
      'file.deleted',
      'file.restored',
      'file.deleted',
    ]);
    const sequences = ofFile.map(({ data }) => ('sequence' in data ? data.sequence : 0));
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
    expect(sequences[0]).toBeGreaterThan(0);
  });

  it('tells the state after the event, and why', async () => {
    const { webhook } = await add();
    const held = await makeFile('quarantined');
    // As the quarantine writes them: the event first.
    await record([
      event('file.released', held, { code: 'MALWARE' }),
      event('release.refused', held, { code: 'MALWARE' }),
    ]);
    const refused = await makeFile('rejected');
    await record([event('file.rejected', refused, { code: 'TYPE_MISMATCH' })]);
    await record([event('review.changes_requested', held, { reasonCode: 'UNREADABLE' })]);
    const data = (await deliveriesOf(webhook.id)).map(({ type, payload }) => ({
      type,
      ...JSON.parse(payload).data,
    }));
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'file.released', state: 'available' }),
        expect.objectContaining({ type: 'file.rejected', fileId: held, state: 'rejected', code: 'MALWARE' }),
        expect.objectContaining({
          type: 'file.rejected',
          fileId: refused,
          state: 'rejected',
          code: 'TYPE_MISMATCH',
        }),
        expect.objectContaining({
          type: 'review.decided',
          reasonCode: 'UNREADABLE',
          review: 'unreviewed',
        }),
      ]),
    );
  });

  it('is part of the transaction that acts', async () => {
    const { webhook } = await add();
    const fileId = await makeFile('available');
    await expect(
      inTransaction(app, async (client) => {
        await record([event('file.deleted', fileId)], client);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect([await deliveriesOf(webhook.id), await jobs()]).toEqual([[], []]);
  });

  it('writes to who asked for the event and is not disabled', async () => {
    const { webhook: asked } = await add(['file.deleted']);
    const { webhook: other } = await add(['file.available']);
    const { webhook: disabled } = await add(['file.deleted']);
    await changeWebhook(admin(), disabled.id, { isEnabled: false });
    await record([event('file.deleted', await makeFile('available'))]);
    const counts = await Promise.all(
      [asked, other, disabled].map(async ({ id }) => (await deliveriesOf(id)).length),
    );
    expect(counts).toEqual([1, 0, 0]);
  });

  it('does not fail what happens to a file for a receiver that is deleted at the same time', async () => {
    const { webhook } = await add();
    const fileId = await makeFile('available');
    const deleting = await app.connect();
    await deleting.query('begin');
    await deleting.query('delete from portal.webhook where id = $1', [webhook.id]);
    const recording = record([event('file.deleted', fileId)]);
    await expect
      .poll(async () => (await owner.query('select from pg_locks where not granted')).rowCount)
      .toBeGreaterThan(0);
    await deleting.query('commit');
    deleting.release();
    await recording;
    expect(await jobs()).toEqual([]);
  });
});

describe('what an administrator does', () => {
  it('is an event each time, and tells the secret once', async () => {
    const { webhook, secret } = await add(['file.available', 'file.available', 'file.deleted']);
    expect(webhook).toMatchObject({
      url: 'https://receiver.example.com/hook',
      disabled: null,
      failingSince: null,
    });
    expect(webhook.events).toEqual(['file.available', 'file.deleted']);
    await changeWebhook(admin(), webhook.id, { description: 'ledger' });
    await changeWebhook(admin(), webhook.id, { description: 'ledger' });
    await changeWebhook(admin(), webhook.id, { isEnabled: false });
    expect(await readWebhook(app, clock(), webhook.id)).toMatchObject({ disabled: { because: 'person' } });
    await expect(sendTestEvent(admin(), webhook.id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await changeWebhook(admin(), webhook.id, { isEnabled: true });
    const rotated = await rotateWebhookSecret(admin(), webhook.id);
    expect(rotated.webhook.previousSecretUntil).toBe(new Date(now + 24 * hour).toISOString());
    const delivery = await sendTestEvent(admin(), webhook.id);
    await redeliver(admin(), { webhookId: webhook.id, deliveryId: delivery.id });
    expect(JSON.stringify([await listWebhooks(app, clock()), await deliveriesOf(webhook.id)])).not.toContain(
      'whsec_',
    );
    const stored = JSON.stringify((await owner.query('select * from portal.webhook')).rows);
    for (const one of [secret, rotated.secret]) expect(stored).not.toContain(one.slice(6));
    await deleteWebhook(admin(), webhook.id);

    const { rows } = await owner.query(
      `select action, details, details::text as text from valetkey.audit_event where details::json ->> 'webhook' = $1 order by seq`,
      [webhook.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'webhook.created',
      'webhook.changed',
      'webhook.disabled',
      'webhook.enabled',
      'webhook.secret_rotated',
      'webhook.tested',
      'webhook.redelivered',
      'webhook.deleted',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/whsec_|receiver\.example/);
    expect(await listWebhooks(app, clock())).toEqual([]);
  });

  it('finds only what there is', async () => {
    const { webhook } = await add();
    const { webhook: other } = await add();
    const { id: deliveryId } = await sendTestEvent(admin(), webhook.id);
    const nobody = '0'.repeat(32);
    for (const doing of [
      () => readWebhook(app, clock(), nobody),
      () => changeWebhook(admin(), nobody, { isEnabled: false }),
      () => rotateWebhookSecret(admin(), nobody),
      () => deleteWebhook(admin(), nobody),
      () => sendTestEvent(admin(), nobody),
      () => deliveriesOf(nobody),
      () => redeliver(admin(), { webhookId: other.id, deliveryId }),
    ])
      await expect(doing()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(changeWebhook(admin(), webhook.id, { url: 'https://10.0.0.1/' })).rejects.toMatchObject({
      problem: 'INVALID_WEBHOOK_URL',
    });
  });

  it('has a limit', async () => {
    const made = await Promise.allSettled(Array.from({ length: 24 }, () => add()));
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBe(20);
    expect((await listWebhooks(app, clock())).length).toBe(20);
  });
});

describe('the attempts', () => {
  it('are signed so that the public library agrees, and end with the first success', async () => {
    const { webhook, secret } = await add();
    await record([event('file.available', await makeFile('available'))]);
    now = Date.now();
    await attempt();
    const [message] = sent;
    expect(message).toMatchObject({
      url: new URL(webhook.url),
      headers: { 'content-type': 'application/json', 'user-agent': 'ValetKey/1.0.0' },
    });
    expect(new Webhook(secret).verify(message!.body, message!.headers)).toMatchObject({
      type: 'file.available',
    });
    const [delivery] = await deliveriesOf(webhook.id);
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempts: 1,
      nextAt: null,
      response: { status: 200, text: 'body', problem: null },
      messageId: message!.headers['webhook-id'],
      payload: message!.body,
    });
    // The queue may do a job twice; what is settled stays.
    await attempt();
    expect(sent.length).toBe(1);
  });

  it('are eight, with the same id and text, over a day', async () => {
    answer = answered(500);
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    for (let made = 1; made <= 8; made += 1) {
      await attempt();
      expect(await jobs()).toHaveLength(Math.min(made + 1, 8));
    }
    const [delivery] = await deliveriesOf(webhook.id);
    expect(delivery).toMatchObject({ state: 'failed', attempts: 8, nextAt: null, response: { status: 500 } });
    expect(now - start).toBeLessThan(24 * hour);
    expect(now - start).toBeGreaterThan(23 * hour);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(8);
    expect(await readWebhook(app, clock(), webhook.id)).toMatchObject({
      disabled: null,
      failingSince: new Date(start).toISOString(),
    });
    // Asked for again, everything begins anew, and a success ends the failing.
    answer = answered(204);
    await redeliver(admin(), { webhookId: webhook.id, deliveryId: delivery!.id });
    await attempt();
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1 });
    expect((await readWebhook(app, clock(), webhook.id)).failingSince).toBe(null);
  });

  it.each([301, 302, 307, 400, 404, 429, 503])('count %i as a failure', async (status) => {
    answer = answered(status, '3600');
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({
      state: 'pending',
      nextAt: new Date(now + hour).toISOString(),
      response: { status },
    });
  });

  it('tell why there was no answer', async () => {
    answer = { status: null, problem: 'address_refused' };
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({
      state: 'pending',
      attempts: 1,
      response: { status: null, text: null, problem: 'address_refused' },
    });
  });

  it('of an older turn count no more', async () => {
    const { webhook } = await add();
    const { id } = await sendTestEvent(admin(), webhook.id);
    const [old] = await jobs();
    answer = async () => {
      await redeliver(admin(), { webhookId: webhook.id, deliveryId: id });
      return answered(200);
    };
    await notifier().deliver(old!.payload, { signal: new AbortController().signal, requestId: 'job-1-1' });
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({ state: 'pending', attempts: 0 });
    await notifier().deliver(old!.payload, { signal: new AbortController().signal, requestId: 'job-1-2' });
    expect(sent.length).toBe(1);
    answer = answered(200);
    await attempt();
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('that a stopping worker breaks off are made again and not counted', async () => {
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    answer = () => Promise.reject(new Error('stopping'));
    await expect(attempt()).rejects.toThrow('stopping');
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({
      state: 'pending',
      attempts: 0,
      response: null,
    });
  });

  it('end with 410, for everything', async () => {
    answer = answered(410);
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await sendTestEvent(admin(), webhook.id);
    const [first] = await jobs();
    await notifier().deliver(first!.payload, { signal: new AbortController().signal, requestId: 'job-9-1' });
    expect(await readWebhook(app, clock(), webhook.id)).toMatchObject({ disabled: { because: 'gone' } });
    const { rows } = await owner.query(
      "select actor_id, details from valetkey.audit_event where action = 'webhook.disabled' order by seq desc limit 1",
    );
    expect(rows[0]).toMatchObject({ actor_id: 'worker' });
    expect(JSON.parse(rows[0].details)).toEqual({ webhook: webhook.id, because: 'gone' });
    await attempt();
    expect(sent.length).toBe(1);
    expect(
      (await deliveriesOf(webhook.id))
        .map(({ state, attempts, response }) => [state, attempts, response?.problem])
        .sort(),
    ).toEqual([
      ['failed', 0, 'disabled'],
      ['failed', 1, null],
    ]);
    await changeWebhook(admin(), webhook.id, { isEnabled: true });
    expect(await readWebhook(app, clock(), webhook.id)).toMatchObject({ disabled: null, failingSince: null });
  });

  it('that are on their way together disable a receiver once, and what arrived still counts', async () => {
    const { webhook } = await add();
    const fileId = await makeFile('available');
    await record(Array.from({ length: 4 }, () => event('file.deleted', fileId)));
    let resolve = () => {};
    const allSent = new Promise<void>((done) => {
      resolve = done;
    });
    answer = async () => {
      const place = sent.length;
      if (place === 4) resolve();
      await allSent;
      return answered(place === 1 ? 200 : 410);
    };
    const signal = new AbortController().signal;
    const queued = await jobs();
    await Promise.all(
      queued.map(({ payload }) => notifier().deliver(payload, { signal, requestId: 'job-1-1' })),
    );
    const states = (await deliveriesOf(webhook.id)).map(({ state }) => state).sort();
    expect(states).toEqual(['delivered', 'failed', 'failed', 'failed']);
    const { rows } = await owner.query(
      `select w.disabled_because, (select count(*)::integer from valetkey.audit_event e
         where e.action = 'webhook.disabled' and e.details::json ->> 'webhook' = w.id) as events
       from portal.webhook w where w.id = $1`,
      [webhook.id],
    );
    expect(rows).toEqual([{ disabled_because: 'gone', events: 1 }]);
  });

  it('end when nothing got through for five days', async () => {
    answer = answered(500);
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    now = start + 5 * 24 * hour - 1;
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    expect((await readWebhook(app, clock(), webhook.id)).disabled).toBe(null);
    now += 1;
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    expect((await readWebhook(app, clock(), webhook.id)).disabled).toMatchObject({ because: 'failing' });
  });

  it('begin to be counted anew with another URL, and not with another description', async () => {
    answer = answered(500);
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    const changed = (patch: Parameters<typeof changeWebhook>[2]) => changeWebhook(admin(), webhook.id, patch);
    expect(await changed({ description: 'ledger', url: webhook.url })).toMatchObject({
      failingSince: clock().toISOString(),
    });
    expect(await changed({ url: 'https://elsewhere.example.com/' })).toMatchObject({ failingSince: null });
    now += 6 * 24 * hour;
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    expect((await readWebhook(app, clock(), webhook.id)).disabled).toBe(null);
  });

  it('are signed with both secrets for a day after a rotation', async () => {
    const { webhook, secret } = await add();
    const rotated = await rotateWebhookSecret(admin(), webhook.id);
    const signatures = async () => {
      await sendTestEvent(admin(), webhook.id);
      await attempt();
      return sent.at(-1)!.headers['webhook-signature']!.split(' ').length;
    };
    now = Date.now();
    await owner.query('update portal.webhook set previous_secret_until = $1', [new Date(now + hour)]);
    expect(await signatures()).toBe(2);
    const { body, headers } = sent.at(-1)!;
    for (const one of [secret, rotated.secret]) expect(new Webhook(one).verify(body, headers)).toBeTruthy();
    now += hour;
    expect(await signatures()).toBe(1);
  });

  it('say when the secret cannot be read or the URL is allowed no more', async () => {
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt({ secrets: createWebhookSecrets('another secret of thirty-two letters') });
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({ response: { problem: 'secret_unreadable' } });
    await owner.query("update portal.webhook set url = 'http://127.0.0.1:1/'");
    await attempt();
    expect((await deliveriesOf(webhook.id))[0]).toMatchObject({
      attempts: 2,
      response: { problem: 'url_refused' },
    });
    expect(sent).toEqual([]);
  });

  it('are forgotten a month after they were settled', async () => {
    const { webhook } = await add();
    await sendTestEvent(admin(), webhook.id);
    await attempt();
    await sendTestEvent(admin(), webhook.id);
    await notifier().deleteOldDeliveries(new Date(now + 30 * 24 * hour));
    expect((await deliveriesOf(webhook.id)).length).toBe(2);
    await notifier().deleteOldDeliveries(new Date(now + 30 * 24 * hour + 1));
    expect((await deliveriesOf(webhook.id)).map(({ state }) => state)).toEqual(['pending']);
  });
});
