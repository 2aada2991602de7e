import type { Pool } from 'pg';
import type { SweepReport } from 'valetkey/server';

/** A version that the records have, and whose bytes the store has not. */
export type MissingVersion = { fileId: string; version: number };

/** Writes down what comparing the store with the records came to, in the place of the last time. */
export function createComparisonNote(pool: Pick<Pool, 'query'>) {
  return async (
    report: Pick<SweepReport, 'removedOrphans' | 'abortedMultiparts' | 'missingObjects'>,
    examples: readonly MissingVersion[],
    now: Date,
  ): Promise<void> => {
    await pool.query(
      `insert into portal.comparison (at, removed_orphans, aborted_multiparts, missing, examples)
       values ($1, $2, $3, $4, $5)
       on conflict (one) do update set at = excluded.at, removed_orphans = excluded.removed_orphans,
         aborted_multiparts = excluded.aborted_multiparts, missing = excluded.missing, examples = excluded.examples
         where comparison.at <= excluded.at`,
      [now, report.removedOrphans, report.abortedMultiparts, report.missingObjects, JSON.stringify(examples)],
    );
  };
}
