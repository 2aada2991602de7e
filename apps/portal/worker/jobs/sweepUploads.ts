import type { JobContext } from '../jobList';

/** Finishes what a browser left finished, gives up what it left unfinished, and removes what nobody claims. */
export async function sweepUploads(
  _payload: object,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  const now = tools.clock();
  await tools.valetKey.sweep({ now, signal });
  await tools.deleteExpiredRows(now);
  await tools.planReminders(now);
  await tools.notifier.deleteOldDeliveries(now);
  await tools.processing.endExpired(now, requestId);
}
