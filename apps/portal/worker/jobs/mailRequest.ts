import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Mails somebody what they are asked for. A mail server that is away makes the job try again. */
export async function mailRequest(
  { requestId: id }: PayloadOf<'request'>,
  { tools, requestId }: JobContext,
): Promise<void> {
  await tools.requestMails.send(id, { requestId });
}
