import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import type { Actor, NewAuditEvent } from 'valetkey/server';
import { recordEvents } from '@/shared/events/index.server';
import type { WebhookEventType } from '@/shared/webhooks';
import type { DisabledBecause, Webhook } from '../model/Webhook';

export type WebhookContext = { pool: Pool; clock: () => Date; actor: Actor; requestId: string };

export type WebhookRow = {
  id: string;
  url: string;
  description: string;
  events: WebhookEventType[];
  secret: string;
  disabled_at: Date | null;
  disabled_because: DisabledBecause | null;
  failing_since: Date | null;
  previous_secret_until: Date | null;
  created_at: Date;
};

export function toWebhook(row: WebhookRow, now: Date): Webhook {
  const { disabled_at: at, disabled_because: because, previous_secret_until: until } = row;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: row.events,
    disabled: at === null || because === null ? null : { at: at.toISOString(), because },
    failingSince: row.failing_since?.toISOString() ?? null,
    previousSecretUntil: until !== null && until > now ? until.toISOString() : null,
    createdAt: row.created_at.toISOString(),
  };
}

function noSuchWebhook(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is no such webhook.');
}

export async function findWebhook(client: Pick<PoolClient, 'query'>, id: string): Promise<WebhookRow> {
  const { rows } = await client.query<WebhookRow>('select * from portal.webhook where id = $1', [id]);
  if (rows[0] === undefined) throw noSuchWebhook();
  return rows[0];
}

/** Held until the transaction ends, so that of two changes at once each sees the other's. */
export async function lockWebhook(client: PoolClient, id: string): Promise<WebhookRow> {
  const { rows } = await client.query<WebhookRow>(
    'select * from portal.webhook where id = $1 for no key update',
    [id],
  );
  if (rows[0] === undefined) throw noSuchWebhook();
  return rows[0];
}

/** Writes what an administrator did, in the transaction that does it. The URL may name people, and stays out of it. */
export function recordWebhookEvent(
  { pool, actor, requestId }: WebhookContext,
  client: PoolClient,
  at: Date,
  action: string,
  details: NonNullable<NewAuditEvent['details']>,
): Promise<void> {
  return recordEvents(pool, [{ at, actor, action, requestId, details }], client);
}
