import 'server-only';
import type { Pool, PoolClient } from 'pg';

/** SQLSTATEs after which the same transaction may simply be tried again: serialisation failure and deadlock. */
const transientStates = new Set(['40001', '40P01']);
const maxAttempts = 5;

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws, repeated after a deadlock. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      const state = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt >= maxAttempts || !transientStates.has(state)) throw error;
    } finally {
      client.release(broken);
    }
  }
}
