import 'server-only';
import type { Pool } from 'pg';

/** Counts the figures of hours that are over, and anew those that changed since; any number of workers may. */
export async function rollUpInsight(pool: Pool, now: Date): Promise<void> {
  await pool.query('select portal.roll_up_insight($1)', [now]);
}
