import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Mails an owner what was decided about their file. A mail server that is away makes the job try again. */
export async function mailOutcome(
  { decisionId }: PayloadOf<'outcome'>,
  { tools, requestId }: JobContext,
): Promise<void> {
  await tools.outcomeMails.send(decisionId, { requestId });
}
