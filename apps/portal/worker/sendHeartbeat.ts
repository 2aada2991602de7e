import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

/** Rows of workers that ended are kept this long, in seconds, so that the status page can say since when there is none. */
const keepSeconds = 7 * 24 * 60 * 60;

export type SendHeartbeatOptions = {
  pool: Pick<Pool, 'query'>;
  version: string;
  clock: () => Date;
  logger: Logger;
  signal: AbortSignal;
  /** Milliseconds between two beats. @default 10_000 */
  everyMs?: number;
};

/** Writes down that this worker is alive, until `signal` is aborted. Its id is random: it names no machine. */
export async function sendHeartbeat({
  pool,
  version,
  clock,
  logger,
  signal,
  everyMs = 10_000,
}: SendHeartbeatOptions): Promise<void> {
  const id = randomBytes(8).toString('hex');
  const startedAt = clock();
  while (!signal.aborted) {
    try {
      const now = clock();
      await pool.query(
        `insert into portal.worker_heartbeat (id, version, started_at, seen_at) values ($1, $2, $3, $4)
         on conflict (id) do update set seen_at = excluded.seen_at`,
        [id, version, startedAt, now],
      );
      await pool.query('delete from portal.worker_heartbeat where seen_at < $1', [
        new Date(now.getTime() - keepSeconds * 1000),
      ]);
    } catch (error) {
      logger.warn({ err: error }, 'heartbeat not written');
    }
    await wait(everyMs, undefined, { signal }).catch(() => {});
  }
}
