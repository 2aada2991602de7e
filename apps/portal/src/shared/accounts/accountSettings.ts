import 'server-only';
import type { Pool } from 'pg';
import { inTransaction } from '@/shared/db/index.server';
import { recordEvents } from '@/shared/events/index.server';
import type { AccountContext } from './AccountContext';

/** What somebody set for their own account. */
export type AccountSettings = {
  /** Whether the outcome of a review comes by mail. @default true */
  isOutcomeMailed: boolean;
};

export async function readAccountSettings(pool: Pool, userId: string): Promise<AccountSettings> {
  const { rows } = await pool.query<{ is_outcome_mailed: boolean }>(
    'select is_outcome_mailed from portal.account_setting where user_id = $1',
    [userId],
  );
  return { isOutcomeMailed: rows[0]?.is_outcome_mailed ?? true };
}

/** Changes a setting of one's own, with its event when it is another value. Holds for mails that were not sent yet. */
export async function changeAccountSettings(
  { pool, clock, actor, requestId }: AccountContext,
  { isOutcomeMailed }: AccountSettings,
): Promise<void> {
  const now = clock();
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into portal.account_setting as s (user_id, is_outcome_mailed, updated_at) values ($1, $2, $3)
       on conflict (user_id) do update set is_outcome_mailed = excluded.is_outcome_mailed, updated_at = excluded.updated_at
         where s.is_outcome_mailed <> excluded.is_outcome_mailed`,
      [actor.id, isOutcomeMailed, now],
    );
    if (rowCount === 0) return;
    const action = 'account.mails_changed';
    await recordEvents(pool, [{ at: now, actor, action, requestId, details: { isOutcomeMailed } }], client);
  });
}
