import { bestEffort } from './bestEffort.ts';
import { auditEvent } from './ServerContext.ts';
import type { Sweep } from './sweepOrphans.ts';

const dayMilliseconds = 86_400_000;
const batchSize = 200;

/**
 * The two ends that time brings: what its profile keeps no longer goes into the trash, what was in the trash long enough is
 * purged. Both only change records; the bytes of what is purged are removed in the round over due records that follows.
 */
export async function sweepTrash(run: Sweep): Promise<void> {
  const { context, acting, report } = run;
  await bestEffort(context, acting, async () => {
    for (const [name, { retentionDays }] of await context.profiles()) {
      if (retentionDays === undefined || retentionDays === null) continue;
      report.retired += await repeat(run, (now) =>
        context.records.retire({
          profile: name,
          keptSince: daysBefore(now, retentionDays),
          limit: batchSize,
          event: (action, upload) => auditEvent(acting, upload, now, { action, purpose: 'retention' }),
          now,
        }),
      );
    }
  });
  await bestEffort(context, acting, async () => {
    const days = await context.trashDays();
    report.purged += await repeat(run, (now) =>
      context.records.purgeTrash({
        trashedSince: daysBefore(now, days),
        limit: batchSize,
        event: (action, upload) => auditEvent(acting, upload, now, { action, purpose: 'trash' }),
        now,
      }),
    );
  });
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * dayMilliseconds);
}

/** Batch after batch until one finds nothing more to do; the sweep itself answers for its abort. */
async function repeat(run: Sweep, work: (now: Date) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    if (run.signal?.aborted) return total;
    const done = await work(run.now);
    total += done;
    if (done === 0) return total;
  }
}
