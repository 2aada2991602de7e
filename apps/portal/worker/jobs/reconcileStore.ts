import type { JobContext } from '../jobList';

/** So many files that lost their object are named; the count has all of them. */
const namedMissing = 20;

/**
 * Compares the bucket with the records, both ways: removes what belongs to nobody, and says what is gone. Lists all of it, which is paid for and
 * takes its time.
 */
export async function reconcileStore(
  _payload: object,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  const ownSince = await tools.readBeginning();
  const missing: string[] = [];
  const report = await tools.valetKey.sweep({
    now: tools.clock(),
    signal,
    ...(ownSince !== undefined && { ownSince }),
    onMissing: ({ fileId, version }) => {
      if (missing.length < namedMissing) missing.push(`${fileId} version ${version}`);
    },
  });
  tools.noteSweep(report, requestId, missing);
}
