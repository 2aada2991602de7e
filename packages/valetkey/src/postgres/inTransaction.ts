import type { Pool, PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';

/** What a statement runs on: a pool (its own transaction) or a client inside one. */
export type Queryable = Pick<PoolClient, 'query'>;

/** SQLSTATEs after which the same transaction may simply be tried again: serialisation failure and deadlock. */
const transientStates = new Set(['40001', '40P01']);
const maxAttempts = 5;

/** Thrown by a transaction that found its ground changed between two locks: it is rolled back and tried again. */
export class ConcurrentChange extends Error {
  readonly code = '40001';
}

function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/**
 * Turns what the driver throws into our error. `VK001` is raised by the trigger that holds the state table; everything else
 * means that the record could not be written or read, and then nothing may be signed.
 */
export function toRecordsError(error: unknown): unknown {
  if (error instanceof ValetKeyError) return error;
  if (!(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === 'VK001') {
    return new ValetKeyError('INVALID_STATE', 'The file is not in a state that allows this.', {
      cause: error,
    });
  }
  const isProgrammingError = state === null && (error instanceof TypeError || error instanceof RangeError);
  if (isProgrammingError) return error;
  return new ValetKeyError(
    'RECORDS_UNAVAILABLE',
    'The database did not take the statement; try again later.',
    {
      cause: error,
    },
  );
}

/** Whether the transaction may simply be tried again. */
export function isTransient(error: unknown): boolean {
  return transientStates.has(sqlState(error) ?? '');
}

/** Runs one statement, or several reads, on the pool with our errors. */
export async function onPool<Result>(
  pool: Pool,
  work: (pool: Queryable) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(pool);
  } catch (error) {
    throw toRecordsError(error);
  }
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws, repeated after a deadlock. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(pool, work);
    } catch (error) {
      if (attempt >= maxAttempts || !isTransient(error)) throw toRecordsError(error);
    }
  }
}

async function attemptTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements emits this too; without a listener it would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
