import type { Pool, PoolClient } from 'pg';

/** Any number, but everybody's the same: the lock under which workers of one database know of each other. */
const workersLock = 7_310_927;

/**
 * Jobs that a killed worker was at stay locked for hours. Every worker holds a shared lock while it lives; one that gets it
 * alone is the only one, so each locked job belongs to a dead worker and is given back.
 *
 * @returns the connection that holds the lock, to be released when the worker stops, how many workers were found dead, and when it was
 * seen that there is no other one, where it was.
 */
export async function releaseDeadJobs(
  pool: Pool,
  clock: () => Date,
): Promise<{ client: PoolClient; deadWorkers: number; othersEndedAt: Date | undefined }> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
      workersLock,
    ]);
    let deadWorkers = 0;
    const othersEndedAt = rows[0]?.alone === true ? clock() : undefined;
    if (rows[0]?.alone === true) {
      const dead = await client.query<{ locked_by: string }>(
        'select distinct locked_by from graphile_worker.jobs where locked_by is not null',
      );
      deadWorkers = dead.rows.length;
      if (deadWorkers > 0) {
        await client.query('select portal.give_back_jobs($1::text[])', [
          dead.rows.map((row) => row.locked_by),
        ]);
      }
    }
    await client.query('select pg_advisory_lock_shared($1)', [workersLock]);
    if (rows[0]?.alone === true) await client.query('select pg_advisory_unlock($1)', [workersLock]);
    return { client, deadWorkers, othersEndedAt };
  } catch (error) {
    client.release(true);
    throw error;
  }
}
