import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { inTransaction } from '@/shared/db/index.server';
import type { WebhookEventType } from '@/shared/webhooks';
import { parseWebhookUrl, type WebhookSecrets } from '@/shared/webhooks/index.server';
import type { Webhook, WebhookWithSecret } from '../model/Webhook';
import {
  findWebhook,
  lockWebhook,
  recordWebhookEvent,
  toWebhook,
  type WebhookContext,
  type WebhookRow,
} from './WebhookContext';

/** Each of them is written to in the transactions of everybody's files. */
const maxWebhooks = 20;
/** How long the secret before a rotation signs as well. */
const rotationMs = 24 * 60 * 60 * 1000;

export type ChangeWebhookContext = WebhookContext & {
  secrets: WebhookSecrets;
  isLoopbackAllowed: boolean;
};

export type WebhookInput = { url: string; description: string; events: readonly WebhookEventType[] };
export type WebhookPatch = Partial<WebhookInput> & { isEnabled?: boolean };

/** All receivers, newest first. */
export async function listWebhooks(pool: Pool, now: Date): Promise<Webhook[]> {
  const { rows } = await pool.query<WebhookRow>(
    'select * from portal.webhook order by created_at desc, id desc',
  );
  return rows.map((row) => toWebhook(row, now));
}

/** @throws {ValetKeyError} `NOT_FOUND` */
export async function readWebhook(pool: Pool, now: Date, id: string): Promise<Webhook> {
  return toWebhook(await findWebhook(pool, id), now);
}

/**
 * Adds a receiver. Its secret is in the answer and, in clear, nowhere else.
 *
 * @throws {PortalError} `INVALID_WEBHOOK_URL`
 * @throws {ValetKeyError} `INVALID_STATE` when there are as many as there may be
 */
export async function createWebhook(
  context: ChangeWebhookContext,
  { url, description, events }: WebhookInput,
): Promise<WebhookWithSecret> {
  const { pool, clock, actor, secrets } = context;
  const address = parseWebhookUrl(url, context).href;
  const id = randomBytes(16).toString('hex');
  const secret = secrets.create();
  const now = clock();
  return inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended('portal.webhook', 0))");
    const { rows } = await client.query<WebhookRow>(
      `insert into portal.webhook (id, url, description, events, secret, created_at, created_by)
       select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from portal.webhook) < $8
       returning *`,
      [id, address, description, unique(events), secrets.seal(secret, id), now, actor.id, maxWebhooks],
    );
    if (rows[0] === undefined)
      throw new ValetKeyError(
        'INVALID_STATE',
        `There are ${maxWebhooks} webhooks already; delete one first.`,
      );
    await recordWebhookEvent(context, client, now, 'webhook.created', { webhook: id });
    return { webhook: toWebhook(rows[0], now), secret };
  });
}

/**
 * Changes what is sent where, and whether. Another URL and enabling begin anew: earlier failures count no more, and what happened
 * while it was disabled is not sent.
 *
 * @throws {PortalError} `INVALID_WEBHOOK_URL`
 * @throws {ValetKeyError} `NOT_FOUND`
 */
export async function changeWebhook(
  context: ChangeWebhookContext,
  id: string,
  { url, description, events, isEnabled }: WebhookPatch,
): Promise<Webhook> {
  const { pool, clock } = context;
  const address = url === undefined ? undefined : parseWebhookUrl(url, context).href;
  const now = clock();
  return inTransaction(pool, async (client) => {
    const before = await lockWebhook(client, id);
    const wasEnabled = before.disabled_at === null;
    const next = {
      url: address ?? before.url,
      description: description ?? before.description,
      events: events === undefined ? before.events : unique(events),
    };
    const isEnabledNext = isEnabled ?? wasEnabled;
    const { rows } = await client.query<WebhookRow>(
      `update portal.webhook set url = $2, description = $3, events = $4,
         disabled_at = case when $5 then null else coalesce(disabled_at, $6) end,
         disabled_because = case when $5 then null else coalesce(disabled_because, 'person') end,
         failing_since = case when url = $2 and not ($5 and disabled_at is not null) then failing_since end
       where id = $1 returning *`,
      [id, next.url, next.description, next.events, isEnabledNext, now],
    );
    const changed = (['url', 'description', 'events'] as const).filter(
      (key) => String(next[key]) !== String(before[key]),
    );
    if (changed.length > 0)
      await recordWebhookEvent(context, client, now, 'webhook.changed', {
        webhook: id,
        changed: changed.join(' '),
      });
    if (isEnabledNext !== wasEnabled)
      await recordWebhookEvent(
        context,
        client,
        now,
        isEnabledNext ? 'webhook.enabled' : 'webhook.disabled',
        isEnabledNext ? { webhook: id } : { webhook: id, because: 'person' },
      );
    return toWebhook(rows[0]!, now);
  });
}

/**
 * Another secret; the one before signs as well for a day, so that the receiver can change over. One that was still signing
 * from an earlier rotation ends now.
 *
 * @throws {ValetKeyError} `NOT_FOUND`
 */
export async function rotateWebhookSecret(
  context: ChangeWebhookContext,
  id: string,
): Promise<WebhookWithSecret> {
  const { pool, clock, secrets } = context;
  const secret = secrets.create();
  const now = clock();
  return inTransaction(pool, async (client) => {
    await lockWebhook(client, id);
    const { rows } = await client.query<WebhookRow>(
      `update portal.webhook set secret = $2, previous_secret = secret, previous_secret_until = $3
       where id = $1 returning *`,
      [id, secrets.seal(secret, id), new Date(now.getTime() + rotationMs)],
    );
    await recordWebhookEvent(context, client, now, 'webhook.secret_rotated', { webhook: id });
    return { webhook: toWebhook(rows[0]!, now), secret };
  });
}

/**
 * Removes a receiver with everything that was or is to be delivered to it.
 *
 * @throws {ValetKeyError} `NOT_FOUND`
 */
export async function deleteWebhook(context: WebhookContext, id: string): Promise<void> {
  const { pool, clock } = context;
  const now = clock();
  await inTransaction(pool, async (client) => {
    await lockWebhook(client, id);
    await client.query('delete from portal.webhook where id = $1', [id]);
    await recordWebhookEvent(context, client, now, 'webhook.deleted', { webhook: id });
  });
}

function unique(events: readonly WebhookEventType[]): WebhookEventType[] {
  return [...new Set(events)];
}
