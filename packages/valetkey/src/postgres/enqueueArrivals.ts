import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './inTransaction.ts';

export type ArrivalsOptions = {
  /** Connections of a login that is a member of `valetkey_app`. */
  pool: Pool;
  /** Adds the job that settles an upload, in the transaction that found it. */
  enqueue: (client: PoolClient, uploadId: string) => Promise<void>;
};

/**
 * Has the uploads settled whose bytes are said to be at these keys. What is said is a hint and nothing more: keys that no unfinished
 * upload has are left alone, and the settling asks the store itself. Returns how many uploads there are.
 */
export async function enqueueArrivals(
  { pool, enqueue }: ArrivalsOptions,
  keys: readonly string[],
): Promise<number> {
  // No text of the database has a NUL: one such key would refuse all that are told with it.
  const possible = keys.filter((key) => !key.includes('\0'));
  if (possible.length === 0) return 0;
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select id from valetkey.upload where incoming_key = any($1::text[]) and state = 'reserved' order by id`,
      [possible],
    );
    for (const { id } of rows) await enqueue(client, id);
    return rows.length;
  });
}
