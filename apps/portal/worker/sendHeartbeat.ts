import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { WorkerAbilities } from '@/shared/derivatives/index.server';
import { clockProblem, readClockSkew } from './clockSkew';
import { releaseLostJobs } from './releaseLostJobs';
import type { ScannerReport } from './scan/createScannerReport';

/** Rows of workers that ended are kept this long, in seconds, so that the status page can say since when there is none. */
const keepSeconds = 7 * 24 * 60 * 60;

export type SendHeartbeatOptions = {
  pool: Pick<Pool, 'query'>;
  version: string;
  clock: () => Date;
  logger: Logger;
  signal: AbortSignal;
  /** What this worker can do, for the status page. @default nothing is said */
  abilities?: WorkerAbilities;
  /** Names under which this process takes jobs of the queue; they may become more. @default none */
  queueWorkers?: readonly string[];
  /** What scans for malware, `null` when it cannot be reached; asked at every beat. @default there is no scanner */
  scannerReport?: ((signal: AbortSignal) => Promise<ScannerReport | null>) | null;
  /** Told, at a beat, that this clock cannot be trusted (any more). @default nobody is told */
  onClockProblem?: (problem: string) => void;
  /** Milliseconds between two beats. @default 10_000 */
  everyMs?: number;
  /** How long a beat holds what this worker took, in seconds. Several beats, so that one that is lost costs nothing. @default 45 */
  leaseSeconds?: number;
};

/** A scanner that takes longer to say who it is counts as one that cannot be reached, in milliseconds. */
const scannerMs = 3_000;

/**
 * Writes down that this worker is alive and holds its jobs, and gives back what others hold no longer, until `signal` is
 * aborted. Its id is random: it names no machine.
 */
export async function sendHeartbeat({
  pool,
  version,
  clock,
  logger,
  signal,
  abilities,
  queueWorkers = [],
  scannerReport = null,
  onClockProblem = () => {},
  everyMs = 10_000,
  leaseSeconds = 45,
}: SendHeartbeatOptions): Promise<void> {
  const id = randomBytes(8).toString('hex');
  const startedAt = clock();
  while (!signal.aborted) {
    try {
      const now = clock();
      const scanner = (await scannerReport?.(AbortSignal.timeout(scannerMs)).catch(() => null)) ?? null;
      await pool.query(
        `insert into portal.worker_heartbeat
           (id, version, started_at, seen_at, queue_workers, leased_until, scanner_engine, scanner_database,
            abilities, scanner_gaps)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), $7, $8, $9, $10)
         on conflict (id) do update set seen_at = excluded.seen_at, queue_workers = excluded.queue_workers,
           leased_until = excluded.leased_until, scanner_engine = excluded.scanner_engine,
           scanner_database = excluded.scanner_database, scanner_gaps = excluded.scanner_gaps`,
        [
          id,
          version,
          startedAt,
          now,
          queueWorkers,
          leaseSeconds,
          scanner?.engine ?? null,
          scanner?.database ?? null,
          JSON.stringify(abilities ?? {}),
          scanner?.gaps ?? [],
        ],
      );
      const problem = clockProblem(await readClockSkew(pool, clock));
      if (problem !== null) onClockProblem(problem);
      const lost = await releaseLostJobs(pool, leaseSeconds);
      if (lost > 0) logger.warn({ lost }, 'jobs of lost workers given back');
      // By the database's clock too: by one that is ahead everybody is long gone, and their jobs would be given away.
      await pool.query(
        `delete from portal.worker_heartbeat where seen_at < $1 and leased_until < now() - interval '1 day'`,
        [new Date(now.getTime() - keepSeconds * 1000)],
      );
    } catch (error) {
      logger.warn({ err: error }, 'heartbeat not written');
    }
    await wait(everyMs, undefined, { signal }).catch(() => {});
  }
}
