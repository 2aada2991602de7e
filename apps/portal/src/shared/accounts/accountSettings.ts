import 'server-only';
import type { Pool } from 'pg';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { AccountSettings } from './Account';
import type { AccountContext } from './AccountContext';

const columns = {
  isOutcomeMailed: 'is_outcome_mailed',
  isReminderMailed: 'is_reminder_mailed',
  isMentionMailed: 'is_mention_mailed',
} as const satisfies Record<keyof AccountSettings, string>;

const names = Object.keys(columns) as (keyof AccountSettings)[];

export async function readAccountSettings(
  pool: Pick<Pool, 'query'>,
  userId: string,
): Promise<AccountSettings> {
  const { rows } = await pool.query<AccountSettings>(
    `select ${names.map((name) => `${columns[name]} as "${name}"`).join(', ')}
     from portal.account_setting where user_id = $1`,
    [userId],
  );
  return rows[0] ?? { isOutcomeMailed: true, isReminderMailed: true, isMentionMailed: true };
}

/** Changes settings of one's own, with an event of those that have another value then. Holds for mails that were not sent yet. */
export async function changeAccountSettings(
  { pool, clock, actor, requestId }: AccountContext,
  wanted: Partial<AccountSettings>,
): Promise<void> {
  const now = clock();
  await inTransaction(pool, async (client) => {
    await client.query(
      'insert into portal.account_setting (user_id, updated_at) values ($1, $2) on conflict do nothing',
      [actor.id, now],
    );
    await client.query('select from portal.account_setting where user_id = $1 for no key update', [actor.id]);
    const before = await readAccountSettings(client, actor.id);
    const changed = names.filter((name) => wanted[name] !== undefined && wanted[name] !== before[name]);
    if (changed.length === 0) return;
    await client.query(
      `update portal.account_setting set updated_at = $2, ${changed.map((name, index) => `${columns[name]} = $${index + 3}`).join(', ')}
       where user_id = $1`,
      [actor.id, now, ...changed.map((name) => wanted[name])],
    );
    const details = Object.fromEntries(changed.map((name) => [name, wanted[name] === true]));
    await recordEvents(
      pool,
      [{ at: now, actor, action: 'account.mails_changed', requestId, details }],
      client,
    );
  });
}
