import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import { parseWebhookUrl, signWebhook, type WebhookSecrets } from '@/shared/webhooks/index.server';
import type { SendOutcome, SendProblem, WebhookSender } from './createWebhookSender';
import { readRetryAfter, retryDelay } from './retryDelay';

export type NotifierOptions = {
  pool: Pool;
  send: WebhookSender;
  secrets: WebhookSecrets;
  isLoopbackAllowed: boolean;
  /** Of this release, for `user-agent`. */
  version: string;
  clock: () => Date;
  /** From 0 up to, not including, 1. */
  random: () => number;
  logger: Pick<Logger, 'info'>;
};

export type Notifier = {
  /**
   * Makes one attempt to deliver a message and writes down what came of it, with the next attempt. A message whose turn it is no
   * longer is left alone. Rejects when the database is away or `signal` is aborted; then the same attempt is made once more.
   */
  deliver: (
    job: { deliveryId: string; turn: number },
    options: { signal: AbortSignal; requestId: string },
  ) => Promise<void>;
  /** Forgets messages that were settled long ago. */
  deleteOldDeliveries: (now: Date) => Promise<void>;
};

/** Problems that are found before anything is sent. */
type Problem =
  | SendProblem
  /** The rules for URLs have changed since it was added. */
  | 'url_refused'
  /** It was stored under another `AUTH_SECRET`; rotating it helps. */
  | 'secret_unreadable'
  | 'disabled';

type Attempt = Exclude<SendOutcome, { status: null }> | { status: null; problem: Problem };

type DueRow = {
  webhook_id: string;
  message_id: string;
  body: string;
  url: string;
  secret: string;
  previous_secret: string | null;
  previous_secret_until: Date | null;
  disabled_at: Date | null;
};

const day = 24 * 60 * 60 * 1000;
/** After so long without a success nothing is sent any more. */
const maxFailingMs = 5 * day;
/** Settled messages are kept for so long. */
const keptMs = 30 * day;
/** Rows that one round forgets at most; the next one is a minute away. */
const maxForgotten = 5_000;

const isSuccess = ({ status }: Attempt) => status !== null && status >= 200 && status < 300;

/** The worker's part of webhooks: attempts, their outcome, and when enough is enough. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { pool, send, secrets, isLoopbackAllowed, version, clock, random, logger } = options;

  function secretsOf(row: DueRow, now: Date): string[] | null {
    const { secret, previous_secret: previous, previous_secret_until: until } = row;
    const isChanging = previous !== null && until !== null && until > now;
    try {
      return [secret, ...(isChanging ? [previous] : [])].map((one) => secrets.open(one, row.webhook_id));
    } catch {
      return null;
    }
  }

  function addressOf(row: DueRow): URL | null {
    try {
      return parseWebhookUrl(row.url, { isLoopbackAllowed });
    } catch {
      return null;
    }
  }

  async function attempt(row: DueRow, signal: AbortSignal): Promise<Attempt> {
    if (row.disabled_at !== null) return { status: null, problem: 'disabled' };
    const url = addressOf(row);
    if (url === null) return { status: null, problem: 'url_refused' };
    const now = clock();
    const opened = secretsOf(row, now);
    if (opened === null) return { status: null, problem: 'secret_unreadable' };
    return send({
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': `ValetKey/${version}`,
        ...signWebhook({ messageId: row.message_id, at: now, body: row.body, secrets: opened }),
      },
      body: row.body,
      signal,
    });
  }

  /** Takes note of a failure, and disables the receiver when it is one too many. Returns whether it is still sent to. */
  async function countFailure(
    client: PoolClient,
    {
      webhookId,
      outcome,
      now,
      requestId,
    }: { webhookId: string; outcome: Attempt; now: Date; requestId: string },
  ): Promise<boolean> {
    const { rows } = await client.query<{ failing_since: Date; disabled_at: Date | null }>(
      `update portal.webhook set failing_since = coalesce(failing_since, $2) where id = $1
       returning failing_since, disabled_at`,
      [webhookId, now],
    );
    const webhook = rows[0];
    if (webhook === undefined || webhook.disabled_at !== null) return false;
    const isLong = now.getTime() - webhook.failing_since.getTime() >= maxFailingMs;
    const because = outcome.status === 410 ? 'gone' : isLong ? 'failing' : null;
    if (because === null) return true;
    await client.query('update portal.webhook set disabled_at = $2, disabled_because = $3 where id = $1', [
      webhookId,
      now,
      because,
    ]);
    await recordEvents(
      pool,
      [
        {
          at: now,
          actor: { type: 'system', id: 'worker' },
          action: 'webhook.disabled',
          requestId,
          details: { webhook: webhookId, because },
        },
      ],
      client,
    );
    return false;
  }

  async function settle(
    job: { deliveryId: string; turn: number; webhookId: string },
    outcome: Attempt,
    requestId: string,
  ): Promise<void> {
    const { deliveryId, turn, webhookId } = job;
    const now = clock();
    await inTransaction(pool, async (client) => {
      const counted = await client.query<{ attempts: number; turn: number }>(
        `update portal.webhook_delivery
         set turn = turn + 1, attempts = attempts + $6, response_status = $3, response_text = $4, problem = $5
         where id = $1 and turn = $2 and state = 'pending' returning attempts, turn`,
        [
          deliveryId,
          turn,
          outcome.status,
          outcome.status === null ? null : outcome.text,
          outcome.problem,
          // Nothing was tried.
          outcome.problem === 'disabled' ? 0 : 1,
        ],
      );
      const row = counted.rows[0];
      // Somebody asked for another turn, or it is gone with its receiver: what was found out here counts no more.
      if (row === undefined) return;
      const end = (state: 'delivered' | 'failed') =>
        client.query(
          `update portal.webhook_delivery set state = $2, settled_at = $3, next_at = null where id = $1`,
          [deliveryId, state, now],
        );
      if (isSuccess(outcome)) {
        await end('delivered');
        await client.query(
          'update portal.webhook set failing_since = null where id = $1 and failing_since is not null',
          [webhookId],
        );
        return;
      }
      const isKept =
        outcome.problem !== 'disabled' &&
        (await countFailure(client, { webhookId, outcome, now, requestId }));
      const retryAfter = outcome.status === null ? null : readRetryAfter(outcome.retryAfter, now);
      const delay = isKept ? retryDelay(row.attempts, retryAfter, random()) : null;
      if (delay === null) {
        await end('failed');
        return;
      }
      const nextAt = new Date(now.getTime() + delay);
      await client.query('update portal.webhook_delivery set next_at = $2 where id = $1', [
        deliveryId,
        nextAt,
      ]);
      await client.query('select portal.add_delivery_job($1, $2, $3, $4)', [
        deliveryId,
        webhookId,
        row.turn,
        nextAt,
      ]);
    });
  }

  return {
    async deliver({ deliveryId, turn }, { signal, requestId }) {
      const { rows } = await pool.query<DueRow>(
        `select d.webhook_id, d.message_id, d.body, w.url, w.secret, w.previous_secret, w.previous_secret_until, w.disabled_at
         from portal.webhook_delivery d join portal.webhook w on w.id = d.webhook_id
         where d.id = $1 and d.turn = $2 and d.state = 'pending'`,
        [deliveryId, turn],
      );
      const row = rows[0];
      if (row === undefined) return;
      const outcome = await attempt(row, signal);
      const { status, problem } = outcome;
      logger.info({ requestId, webhook: row.webhook_id, status, problem }, 'webhook sent');
      await settle({ deliveryId, turn, webhookId: row.webhook_id }, outcome, requestId);
    },

    async deleteOldDeliveries(now) {
      await pool.query(
        `delete from portal.webhook_delivery where id in (
           select id from portal.webhook_delivery where settled_at < $1 order by settled_at limit $2)`,
        [new Date(now.getTime() - keptMs), maxForgotten],
      );
    },
  };
}
