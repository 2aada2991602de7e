import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Makes one attempt to tell one receiver of one event; the next attempt, where one is due, is a job of its own. */
export async function deliverWebhook(
  delivery: PayloadOf<'notify'>,
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  await tools.notifier.deliver(delivery, { signal, requestId });
}
