import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Tells an administrator that somebody opened a file beside their scope. A mail server that is away makes the job try again. */
export async function mailException(
  { exceptionId, personId }: PayloadOf<'exception'>,
  { tools, requestId }: JobContext,
): Promise<void> {
  await tools.exceptionMails.send(exceptionId, personId ?? null, { requestId });
}
