import type { JobContext } from '../jobList';

/** Finishes what a browser left finished and gives up what it left unfinished. What the bucket has beside that is the reconciler's. */
export async function sweepUploads(
  _payload: object,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  const now = tools.clock();
  const report = await tools.valetKey.sweep({ now, signal, isStoreListed: false });
  tools.noteSweep(report, requestId);
  await tools.deleteExpiredRows(now);
  await tools.planReminders(now);
  await tools.notifier.deleteOldDeliveries(now);
  await tools.processing.endExpired(now, requestId);
}
