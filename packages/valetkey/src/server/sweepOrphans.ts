import { compareKeys, type KeyComparison } from './compareKeys.ts';
import { mapBounded } from './mapBounded.ts';
import type { StoredObject } from './Records.ts';
import type { Acting, ServerContext } from './ServerContext.ts';
import type { SweepReport } from './ValetKeyOptions.ts';

/** Younger objects may belong to a call that is under way. */
const orphanAgeMilliseconds = 24 * 3_600_000;
/** No upload lives longer than a week; an open multipart upload of this age is nobody's, whatever its key. */
const multipartAgeMilliseconds = 8 * 24 * 3_600_000;
const batchSize = 1_000;
const confirmedAtATime = 8;
/** Keys are random, so the first ones are as good as any to see whose bucket this is. */
const sampleSize = 5_000;
/** So many that no record claims may be what died in between, however few files there are. */
const toleratedOrphans = 20;
/** All there are: what is made from a file or held back is swept like the file. */
const prefixes = ['incoming/', 'files/', 'derived/', 'quarantine/'] as const;

/** One sweep under way. */
export type Sweep = {
  context: ServerContext;
  acting: Acting;
  report: SweepReport;
  now: Date;
  signal: AbortSignal | undefined;
  /** Older objects than this are not of these records, and nobody's orphans. `undefined`: that is not known. */
  ownSince: Date | undefined;
  onMissing?: ((object: StoredObject) => void) | undefined;
};

/** What of a sweep removes orphans: also without a server around it. */
export type OrphanSweep = Omit<Sweep, 'context' | 'acting' | 'report'> & {
  context: Pick<ServerContext, 'bucketClient' | 'records' | 'onError'>;
  acting: Pick<Acting, 'requestId'>;
  report: Pick<SweepReport, 'abortedMultiparts' | 'removedOrphans' | 'removedBytes' | 'missingObjects'>;
};

/** What was compared, in the direction from records to store. */
export type ComparedRecords = {
  count: number;
  /** A store that does not list keys in order leaves it open what is missing. */
  isInOrder: boolean;
};

/**
 * Removes objects and open multipart uploads at the store that no record claims. The same listing tells what records claim and the store
 * does not have.
 */
export async function sweepOrphans(run: OrphanSweep): Promise<ComparedRecords> {
  const compared = { count: 0, isInOrder: true };
  for (const prefix of prefixes) {
    const comparison = compareKeys(run.context.records.listStored({ prefix }));
    await attempt(run, async () => {
      await sweepObjects(run, prefix, comparison);
      await tellMissing(run, comparison);
    });
    compared.count += comparison.compared;
    compared.isInOrder &&= !comparison.isOutOfOrder;
  }
  await sweepMultiparts(run);
  return compared;
}

/**
 * Whether the bucket looks like that of other records, and says so: a new, lost or mistaken database claims nothing of a bucket full of
 * files, and a sweep by it would remove them all.
 */
export async function isForeignBucket(
  run: Pick<OrphanSweep, 'context' | 'acting' | 'now' | 'signal'>,
): Promise<boolean> {
  const { context, signal } = run;
  let seen = 0;
  let unknown = 0;
  let batch: string[] = [];
  const count = async () => {
    const claimed = await context.records.claimedKeys(batch);
    seen += batch.length;
    unknown += batch.filter((key) => !claimed.has(key)).length;
    batch = [];
  };
  try {
    for await (const { key, lastModified } of context.bucketClient.listObjects({
      prefix: 'files/',
      signal,
    })) {
      if (!isOld(run, lastModified)) continue;
      batch.push(key);
      if (batch.length === batchSize) await count();
      if (seen >= sampleSize) break;
    }
    if (batch.length > 0) await count();
    if (unknown <= seen - unknown + toleratedOrphans) return false;
    throw new Error(
      `No orphan was removed: of ${seen} files in the bucket ${unknown} have no record. Is this the database of this bucket? See valetkey sweep --force.`,
    );
  } catch (error) {
    signal?.throwIfAborted();
    context.onError(error, run.acting.requestId);
    return true;
  }
}

const isOld = ({ now }: Pick<OrphanSweep, 'now'>, lastModified: Date) =>
  lastModified.getTime() <= now.getTime() - orphanAgeMilliseconds;

async function sweepObjects(run: OrphanSweep, prefix: string, comparison: KeyComparison): Promise<void> {
  const { context, report, ownSince, signal } = run;
  let batch: { key: string; size: number }[] = [];
  const removeUnclaimed = async () => {
    const claimed = await context.records.claimedKeys(batch.map(({ key }) => key));
    const orphans = batch.filter(({ key }) => !claimed.has(key));
    batch = [];
    if (orphans.length === 0) return;
    const failed = await context.bucketClient.deleteObjects({ keys: orphans.map(({ key }) => key), signal });
    const kept = new Set(failed.map(({ key }) => key));
    for (const { key, size } of orphans) {
      if (kept.has(key)) continue;
      report.removedOrphans++;
      report.removedBytes += size;
    }
    if (failed.length > 0) {
      context.onError(
        new Error(`The store kept ${failed.length} orphans: ${failed[0]?.code}`),
        run.acting.requestId,
      );
    }
  };
  try {
    for await (const { key, size, lastModified } of context.bucketClient.listObjects({ prefix, signal })) {
      await comparison.see(key);
      if (!isOld(run, lastModified) || (ownSince !== undefined && lastModified < ownSince)) continue;
      batch.push({ key, size });
      if (batch.length === batchSize) await removeUnclaimed();
    }
    if (batch.length > 0) await removeUnclaimed();
    await comparison.end();
  } finally {
    await comparison.close();
  }
}

/** Between the list and the records something may have been removed or written: each is asked again before it is called missing. */
async function tellMissing(run: OrphanSweep, { missing, isOutOfOrder }: KeyComparison): Promise<void> {
  const { records, bucketClient } = run.context;
  if (isOutOfOrder) return;
  await mapBounded(missing, confirmedAtATime, async (stored) => {
    run.signal?.throwIfAborted();
    if ((await bucketClient.headObject({ key: stored.key, signal: run.signal })) !== null) return;
    if (!(await records.isStored(stored))) return;
    run.report.missingObjects++;
    run.onMissing?.(stored);
  });
}

async function sweepMultiparts(run: OrphanSweep): Promise<void> {
  const { context, now, report, signal } = run;
  const age = ({ initiated }: { initiated: Date }) => now.getTime() - initiated.getTime();
  let batch: { key: string; uploadId: string; initiated: Date }[] = [];
  const abortUnclaimed = async () => {
    const claimed = await context.records.claimedKeys([...new Set(batch.map(({ key }) => key))]);
    const strays = batch.filter((open) => !claimed.has(open.key) || age(open) >= multipartAgeMilliseconds);
    batch = [];
    for (const { key, uploadId } of strays) {
      await context.bucketClient.abortMultipartUpload({ key, uploadId, signal });
      report.abortedMultiparts++;
    }
  };
  await attempt(run, async () => {
    for await (const open of context.bucketClient.listMultipartUploads({ prefix: 'files/', signal })) {
      if (age(open) < orphanAgeMilliseconds) continue;
      batch.push(open);
      if (batch.length === batchSize) await abortUnclaimed();
    }
    if (batch.length > 0) await abortUnclaimed();
  });
}

/** One listing that breaks must not keep the others from being swept; our own signal ends all. */
async function attempt(run: OrphanSweep, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    run.signal?.throwIfAborted();
    run.context.onError(error, run.acting.requestId);
  }
}
