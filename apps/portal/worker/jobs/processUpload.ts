import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Has one of the operator's processors work on one available file. One that breaks is tried again, and then parked. */
export async function processUpload(
  run: PayloadOf<'process'>,
  { tools, signal, requestId, isLastAttempt }: JobContext,
): Promise<void> {
  await tools.processing.process(run, { signal, requestId, isLastAttempt });
}
