import type { Pool } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import { inTransaction, isTransient, toRecordsError } from './inTransaction.ts';
import { lockReviewed } from './lockReviewed.ts';
import type { ReviewChange, ReviewStep } from './reviewChanges.ts';

/** Documents in one transaction. PostgreSQL keeps 64 savepoints of one in memory. */
const batchSize = 50;
/** Transactions at once. */
const lanes = 3;

/**
 * Does the same to many documents, each as if it were alone: what is refused for one (its error is its outcome) is rolled back to
 * where it began and takes nothing from the others. In the order of the ids, so that two who do it at once wait for each other and
 * never in a circle.
 */
export async function changeEach<Change extends ReviewChange>(
  { pool, clock }: { pool: Pool; clock: () => Date },
  changes: readonly Change[],
  work: (step: ReviewStep, change: Change) => Promise<void>,
): Promise<Map<string, ValetKeyError | null>> {
  const ordered = [...changes].sort((a, b) => (a.fileId < b.fileId ? -1 : 1));
  const batches = Array.from({ length: Math.ceil(ordered.length / batchSize) }, (_, index) =>
    ordered.slice(index * batchSize, (index + 1) * batchSize),
  );
  const outcomes = new Map<string, ValetKeyError | null>();

  async function changeBatch(batch: readonly Change[]): Promise<Map<string, ValetKeyError | null>> {
    return inTransaction(pool, async (client) => {
      const done = new Map<string, ValetKeyError | null>();
      for (const change of batch) {
        await client.query('savepoint one');
        try {
          const now = clock();
          await work({ ...(await lockReviewed(client, change, now)), client, change, now }, change);
          await client.query('release savepoint one');
          done.set(change.fileId, null);
        } catch (error) {
          if (isTransient(error)) throw error;
          const refusal = toRecordsError(error);
          if (!(refusal instanceof ValetKeyError) || refusal.code === 'RECORDS_UNAVAILABLE') throw error;
          await client.query('rollback to savepoint one');
          done.set(change.fileId, refusal);
        }
      }
      return done;
    });
  }

  async function runLane(): Promise<void> {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      try {
        for (const [fileId, error] of await changeBatch(batch)) outcomes.set(fileId, error);
      } catch (error) {
        // Nothing of this transaction was written; the others were, or will be.
        if (!(error instanceof ValetKeyError)) throw error;
        for (const { fileId } of batch) outcomes.set(fileId, error);
      }
    }
  }

  await Promise.all(Array.from({ length: lanes }, runLane));
  return outcomes;
}
