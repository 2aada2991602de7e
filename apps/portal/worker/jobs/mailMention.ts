import type { PayloadOf } from '@/shared/jobs/index.server';
import type { JobContext } from '../jobList';

/** Mails somebody that a comment mentions them. A mail server that is away makes the job try again. */
export async function mailMention(
  { notificationId }: PayloadOf<'mention'>,
  { tools, requestId }: JobContext,
): Promise<void> {
  await tools.mentionMails.send(notificationId, { requestId });
}
