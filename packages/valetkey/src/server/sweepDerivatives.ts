import { bestEffort } from './bestEffort.ts';
import type { Sweep } from './sweepOrphans.ts';

const batchSize = 200;

/** Asks once more for what nobody made: the job was lost, or the version was there before anything was made of versions. */
export async function requeueDerivations(run: Sweep): Promise<void> {
  const { context, acting, report, now, signal } = run;
  await bestEffort(context, acting, async () => {
    for (;;) {
      signal?.throwIfAborted();
      const { found, requeued } = await context.records.requeueDerivations({
        now,
        limit: batchSize,
        jobs: context.jobsWhenAvailable,
      });
      report.rederived += requeued;
      if (found < batchSize) return;
    }
  });
}

/** Removes what was made from a version that has ended and what was read out of it: bytes, then what is recorded about them. */
export async function removeDerivatives(run: Sweep, uploadId: string): Promise<void> {
  const { records, bucketClient } = run.context;
  await records.removeExtraction({ uploadId });
  const made = await records.findDerivatives({ uploadIds: [uploadId] });
  if (made.length === 0) return;
  const keys = made.flatMap(({ objectKey }) => objectKey ?? []);
  if (keys.length > 0) {
    const kept = await bucketClient.deleteObjects({ keys, signal: run.signal });
    if (kept.length > 0) throw new Error(`The store kept ${kept.length} derivatives: ${kept[0]?.code}`);
  }
  await records.removeDerivatives({ uploadId });
  run.report.removedObjects += keys.length;
  run.report.removedBytes += made.reduce((sum, { size }) => sum + (size ?? 0), 0);
}
