import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';

/** Drops idempotency keys older than 24 hours and rate-limit windows that ended; for the worker's regular round. */
export async function deleteExpiredRows(options: { pool: Pool; now: Date }): Promise<void> {
  const { pool, now } = options;
  await onPool(pool, async (client) => {
    await client.query(
      "delete from valetkey.idempotency where created_at <= $1::timestamptz - interval '24 hours'",
      [now],
    );
    await client.query('delete from valetkey.rate_limit where ends_at <= $1', [now]);
  });
}
