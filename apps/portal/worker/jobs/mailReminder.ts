import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Reminds somebody of what they are asked for. A mail server that is away makes the job try again. */
export async function mailReminder(
  { requestId: id, kind }: PayloadOf<'reminder'>,
  { tools, requestId }: JobContext,
): Promise<void> {
  await tools.requestMails.remind(id, kind, { requestId });
}
