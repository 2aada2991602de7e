import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { createCursors, inTransaction } from '@/shared/db/index.server';
import { webhookTestType } from '@/shared/webhooks';
import type { DeliveriesPage, DeliveryState, WebhookDelivery } from '../model/Webhook';
import { findWebhook, lockWebhook, recordWebhookEvent, type WebhookContext } from './WebhookContext';

type DeliveryRow = {
  id: string;
  webhook_id: string;
  message_id: string;
  type: string;
  body: string;
  state: DeliveryState;
  turn: number;
  attempts: number;
  next_at: Date | null;
  response_status: number | null;
  response_text: string | null;
  problem: string | null;
  created_at: Date;
  settled_at: Date | null;
  /** With microseconds, which a `Date` does not have. */
  created_text: string;
};

function toDelivery(row: DeliveryRow): WebhookDelivery {
  const { response_status: status, response_text: text, problem } = row;
  return {
    id: row.id,
    messageId: row.message_id,
    type: row.type,
    payload: row.body,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at?.toISOString() ?? null,
    response: status === null && problem === null ? null : { status, text, problem },
    createdAt: row.created_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}

/**
 * What was and is to be delivered to one receiver, newest first.
 *
 * @throws {ValetKeyError} `NOT_FOUND`
 */
export async function listDeliveries(
  { pool, cursorSecret }: { pool: Pool; cursorSecret: string },
  { webhookId, cursor, limit }: { webhookId: string; cursor: string | null; limit: number },
): Promise<DeliveriesPage> {
  await findWebhook(pool, webhookId);
  const cursors = createCursors(cursorSecret, ['deliveries', webhookId]);
  const after = cursor === null ? null : cursors.read(cursor);
  const { rows } = await pool.query<DeliveryRow>(
    `select *, created_at::text as created_text from portal.webhook_delivery
     where webhook_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2::timestamptz, $3))
     order by created_at desc, id desc limit $4`,
    [webhookId, after?.sortValue ?? null, after?.id ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    deliveries: page.map(toDelivery),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.created_text, id: last.id }),
  };
}

function assertEnabled({ disabled_at }: { disabled_at: Date | null }): void {
  if (disabled_at !== null)
    throw new ValetKeyError('INVALID_STATE', 'Nothing is sent to this webhook; enable it first.');
}

/**
 * Sends an event that says nothing, to see whether one arrives.
 *
 * @throws {ValetKeyError} `NOT_FOUND`; `INVALID_STATE` when the webhook is disabled
 */
export async function sendTestEvent(context: WebhookContext, webhookId: string): Promise<WebhookDelivery> {
  const { pool, clock } = context;
  const now = clock();
  const id = randomBytes(16).toString('hex');
  const body = JSON.stringify({ type: webhookTestType, timestamp: now.toISOString(), data: {} });
  return inTransaction(pool, async (client) => {
    assertEnabled(await lockWebhook(client, webhookId));
    const { rows } = await client.query<DeliveryRow>(
      `insert into portal.webhook_delivery (id, webhook_id, message_id, type, body, next_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $6) returning *`,
      [id, webhookId, `evt_${id}`, webhookTestType, body, now],
    );
    await client.query('select portal.add_delivery_job($1, $2, 1, null)', [id, webhookId]);
    await recordWebhookEvent(context, client, now, 'webhook.tested', { webhook: webhookId });
    return toDelivery(rows[0]!);
  });
}

/**
 * Sends a message again, now and with all its attempts: the same id and the same text, under a fresh signature.
 *
 * @throws {ValetKeyError} `NOT_FOUND`; `INVALID_STATE` when the webhook is disabled
 */
export async function redeliver(
  context: WebhookContext,
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
): Promise<WebhookDelivery> {
  const { pool, clock } = context;
  const now = clock();
  return inTransaction(pool, async (client) => {
    const webhook = await lockWebhook(client, webhookId);
    const { rows } = await client.query<DeliveryRow>(
      `update portal.webhook_delivery
       set state = 'pending', settled_at = null, turn = turn + 1, attempts = 0, next_at = $3
       where id = $1 and webhook_id = $2 returning *`,
      [deliveryId, webhookId, now],
    );
    const row = rows[0];
    if (row === undefined) throw new ValetKeyError('NOT_FOUND', 'There is no such delivery.');
    assertEnabled(webhook);
    await client.query('select portal.add_delivery_job($1, $2, $3, null)', [deliveryId, webhookId, row.turn]);
    await recordWebhookEvent(context, client, now, 'webhook.redelivered', {
      webhook: webhookId,
      delivery: deliveryId,
    });
    return toDelivery(row);
  });
}
