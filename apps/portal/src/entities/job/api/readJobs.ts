import 'server-only';
import type { Pool } from 'pg';
import { createCursors } from '@/shared/db/index.server';
import { redactText } from '@/shared/logging/index.server';
import type { JobCount, JobsPage, ParkedJob } from '../model/Job';

type CountRow = Record<'waiting' | 'scheduled' | 'running' | 'parked', string> & {
  kind: string;
  oldest_seconds: number | null;
};

type ParkedRow = {
  id: string;
  kind: string;
  attempts: number;
  error: string;
  file_id: string | null;
  created_at: Date;
  failed_at: Date;
  /** With microseconds, which a `Date` does not have. */
  failed_text: string;
};

export type ReadJobsInput = { cursor: string | null; limit: number };

/** What the queue has of the last error, as an administrator reads it. */
function explainError(error: string): Pick<ParkedJob, 'error' | 'errorCode' | 'workerStops'> {
  const stops = Number(/^WORKER_STOPPED (\d+)$/.exec(error)?.[1] ?? 0);
  if (stops > 0)
    return {
      error: `the worker stopped while working on it, ${stops === 1 ? 'once' : `${stops} times`}`,
      errorCode: 'WORKER_STOPPED',
      workerStops: stops,
    };
  if (error.trim() === '')
    return { error: 'no error was recorded', errorCode: 'NO_ERROR_RECORDED', workerStops: 0 };
  return { error: redactText(error), errorCode: null, workerStops: 0 };
}

async function readCounts(pool: Pool): Promise<JobCount[]> {
  const { rows } = await pool.query<CountRow>('select * from portal.job_counts() order by kind');
  return rows.map(({ kind, waiting, scheduled, running, parked, oldest_seconds }) => ({
    kind,
    waiting: Number(waiting),
    scheduled: Number(scheduled),
    running: Number(running),
    parked: Number(parked),
    oldestSeconds: oldest_seconds,
  }));
}

/** The queue in figures, and what was given up, newest failure first. */
export async function readJobs(
  { pool, cursorSecret }: { pool: Pool; cursorSecret: string },
  { cursor, limit }: ReadJobsInput,
): Promise<JobsPage> {
  const cursors = createCursors(cursorSecret, ['jobs']);
  const after = cursor === null ? null : cursors.read(cursor);
  const [counts, { rows }] = await Promise.all([
    readCounts(pool),
    pool.query<ParkedRow>(
      'select *, failed_at::text as failed_text from portal.parked_jobs($1::timestamptz, $2::bigint, $3)',
      [after?.sortValue ?? null, after?.id ?? null, limit + 1],
    ),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    counts,
    jobs: page.map(({ id, kind, attempts, error, file_id, created_at, failed_at }) => ({
      id,
      kind,
      attempts,
      ...explainError(error),
      fileId: file_id,
      createdAt: created_at.toISOString(),
      failedAt: failed_at.toISOString(),
    })),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.failed_text, id: last.id }),
  };
}
