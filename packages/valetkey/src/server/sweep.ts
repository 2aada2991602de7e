import { ValetKeyError } from '../protocol/index.ts';
import { bestEffort } from './bestEffort.ts';
import { mapBounded } from './mapBounded.ts';
import type { UploadPatch, UploadRecord } from './Records.ts';
import { systemActing } from './route.ts';
import { auditEvent, type ServerContext, writeGraceMilliseconds } from './ServerContext.ts';
import { settleUpload } from './settleUpload.ts';
import { removeDerivatives, requeueDerivations } from './sweepDerivatives.ts';
import { isForeignBucket, type Sweep, sweepOrphans } from './sweepOrphans.ts';
import { sweepTrash } from './sweepTrash.ts';
import type { SweepInput, SweepReport } from './ValetKeyOptions.ts';
import { verifyUpload } from './verifyUpload.ts';

/*
 * Finishes, gives up and removes what nobody did. Wherever something is removed, the record lets go of it first and the store
 * deletes it second: what dies in between is an object that no record claims, and the last step removes those. The other
 * order could delete a file that is being settled in that moment.
 */

const pageSize = 200;

export async function sweep(context: ServerContext, input: SweepInput = {}): Promise<SweepReport> {
  const { now = context.clock(), signal, isStoreListed = true, ownSince, onMissing } = input;
  const report: SweepReport = {
    settled: 0,
    verified: 0,
    expired: 0,
    rederived: 0,
    retired: 0,
    purged: 0,
    removedObjects: 0,
    removedSources: 0,
    abortedMultiparts: 0,
    removedOrphans: 0,
    removedBytes: 0,
    missingObjects: 0,
    failures: 0,
  };
  const counted: ServerContext = {
    ...context,
    onError: (error, requestId) => {
      report.failures++;
      context.onError(error, requestId);
    },
  };
  const acting = systemActing(context.createId());
  const run: Sweep = { context: counted, acting, report, now, signal, ownSince, onMissing };
  await sweepTrash(run);
  const seen = new Set<string>();
  for (;;) {
    signal?.throwIfAborted();
    const due = await context.records.listDue({ now, limit: pageSize });
    const fresh = due.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0) break;
    for (const { id } of fresh) seen.add(id);
    await mapBounded(fresh, context.storeConcurrency, async (upload) => {
      signal?.throwIfAborted();
      await bestEffort(counted, run.acting, () => sweepUpload(run, upload));
    });
  }
  await requeueDerivations(run);
  if (isStoreListed && !(await isForeignBucket(run))) await sweepOrphans(run);
  return report;
}

async function sweepUpload(run: Sweep, upload: UploadRecord): Promise<void> {
  if (upload.state === 'uploaded' || upload.state === 'verifying') {
    const after = await verifyUpload(run.context, run.acting, upload, { signal: run.signal });
    if (after.state !== upload.state) run.report.verified++;
    return;
  }
  if (upload.state === 'purged' && upload.objectKey !== null) {
    await removePurged(run, upload);
    return;
  }
  let current: UploadRecord | null = upload;
  if (upload.state === 'reserved' || (upload.state === 'expired' && upload.incomingKey !== null)) {
    current = await settleOrExpire(run, upload);
  }
  if (current !== null) await removeRemains(run, current);
}

/** The last look before giving up: the transfer may be complete. `null` when there is nothing more to do now. */
async function settleOrExpire(run: Sweep, upload: UploadRecord): Promise<UploadRecord | null> {
  const { context, acting, now } = run;
  try {
    const settled = await settleUpload(context, acting, upload, run.signal);
    if (settled.state !== upload.state) run.report.settled++;
    return settled;
  } catch (error) {
    const isAbsent = error instanceof ValetKeyError && error.status < 500 && error.code !== 'OBJECT_CHANGED';
    if (!isAbsent) throw error;
  }
  if (upload.state === 'expired') return upload;
  if (upload.expiresAt > now) return null;
  const expired = await context.records.transition({
    id: upload.id,
    from: ['reserved'],
    stateVersion: upload.stateVersion,
    to: 'expired',
    patch: { objectKey: null, storageUploadId: null },
    event: auditEvent(acting, upload, now, { action: 'upload.expired' }),
    now,
  });
  if (expired === null) return null;
  run.report.expired++;
  await abortAndDelete(run, upload);
  return expired;
}

/** What a finished or ended upload leaves behind, once no URL can write any more. */
async function removeRemains(run: Sweep, upload: UploadRecord): Promise<void> {
  const { context, acting, now, report } = run;
  if (upload.writableUntil.getTime() + writeGraceMilliseconds > now.getTime()) return;
  if (upload.state === 'reserved' || upload.state === 'uploaded' || upload.state === 'verifying') return;
  const isEnded = upload.state === 'rejected' || upload.state === 'aborted' || upload.state === 'expired';
  const patch: UploadPatch = {
    ...(upload.incomingKey === null ? {} : { incomingKey: null }),
    ...(isEnded && upload.objectKey !== null ? { objectKey: null } : {}),
    ...(isEnded && upload.storageUploadId !== null ? { storageUploadId: null } : {}),
  };
  if (Object.keys(patch).length === 0) return;
  const released = await context.records.transition({
    id: upload.id,
    from: [upload.state],
    stateVersion: upload.stateVersion,
    to: upload.state,
    patch,
    event: auditEvent(acting, upload, now, { action: 'source.removed' }),
    now,
  });
  if (released === null) return;
  if (isEnded) {
    await abortAndDelete(run, upload);
    await bestEffort(context, acting, () => removeDerivatives(run, upload.id));
  }
  const { incomingKey } = upload;
  if (incomingKey === null) return;
  await bestEffort(context, acting, async () => {
    const facts = await context.bucketClient.headObject({ key: incomingKey, signal: run.signal });
    if (facts === null) return;
    await context.bucketClient.deleteObject({ key: incomingKey, signal: run.signal });
    report.removedSources++;
    report.removedBytes += facts.size;
  });
}

/**
 * The bytes of a purged version. The record let go of them when it was purged; it keeps the key until the store has answered, so
 * that a sweep that dies in between is made good by the next one, and the audit trail says when they were gone.
 */
async function removePurged(run: Sweep, upload: UploadRecord): Promise<void> {
  const { context, acting, report, signal } = run;
  const { objectKey: key } = upload;
  if (key === null) return;
  await removeDerivatives(run, upload.id);
  await context.bucketClient.deleteObject({ key, signal });
  const removed = await context.records.transition({
    id: upload.id,
    from: ['purged'],
    stateVersion: upload.stateVersion,
    to: 'purged',
    patch: { objectKey: null, storageUploadId: null },
    event: auditEvent(acting, upload, run.now, { action: 'object.removed' }),
    now: run.now,
  });
  if (removed === null) return;
  report.removedObjects++;
  report.removedBytes += upload.size ?? 0;
}

async function abortAndDelete(run: Sweep, { objectKey, storageUploadId }: UploadRecord): Promise<void> {
  if (objectKey === null) return;
  const { bucketClient } = run.context;
  await bestEffort(run.context, run.acting, async () => {
    if (storageUploadId !== null) {
      await bucketClient.abortMultipartUpload({ key: objectKey, uploadId: storageUploadId });
      run.report.abortedMultiparts++;
    }
    await bucketClient.deleteObject({ key: objectKey });
  });
}
