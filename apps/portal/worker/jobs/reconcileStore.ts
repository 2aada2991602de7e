import type { JobContext } from '../jobList';

/** Compares the bucket with the records, and removes what belongs to nobody. Lists all of it, which is paid for and takes its time. */
export async function reconcileStore(
  _payload: object,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  const ownSince = await tools.readBeginning();
  const report = await tools.valetKey.sweep({
    now: tools.clock(),
    signal,
    ...(ownSince !== undefined && { ownSince }),
  });
  tools.noteSweep(report, requestId);
}
