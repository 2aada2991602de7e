import type { MissingVersion } from '../createComparisonNote';
import type { JobContext } from '../jobList';

/** So many versions that lost their object are named; the count has all of them. */
const namedMissing = 20;

/**
 * Compares the bucket with the records, both ways: removes what belongs to nobody, and says what is gone. Lists all of it, which is paid for and
 * takes its time.
 */
export async function reconcileStore(
  _payload: object,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  const now = tools.clock();
  const ownSince = await tools.readBeginning();
  const missing: MissingVersion[] = [];
  const report = await tools.valetKey.sweep({
    now,
    signal,
    ...(ownSince !== undefined && { ownSince }),
    onMissing: ({ fileId, version }) => {
      if (missing.length < namedMissing) missing.push({ fileId, version });
    },
  });
  tools.noteSweep(
    report,
    requestId,
    missing.map(({ fileId, version }) => `${fileId} version ${version}`),
  );
  // A round that broke off did not see everything, and must not call what it did not see whole.
  if (report.failures === 0) await tools.noteComparison(report, missing, now);
}
