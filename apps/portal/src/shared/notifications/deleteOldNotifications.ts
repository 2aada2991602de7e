import 'server-only';
import type { Pool } from 'pg';

/** Read or not: so long after it happened it is no news. In milliseconds. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
/** Rows that one round forgets at most; the next one is a minute away. */
const maxForgotten = 5_000;

/** Forgets what people were told long ago. */
export async function deleteOldNotifications(pool: Pool, now: Date): Promise<void> {
  await pool.query(
    `delete from portal.notification where id in (
       select id from portal.notification where at < $1 order by at limit $2)`,
    [new Date(now.getTime() - keptMs), maxForgotten],
  );
}
