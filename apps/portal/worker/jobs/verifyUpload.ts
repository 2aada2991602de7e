import type { JobContext } from '../jobList';

/** Takes one uploaded file to its verdict; a failure of store or database is tried again by the queue. */
export async function verifyUpload({ uploadId }: { uploadId: string }, context: JobContext): Promise<void> {
  const { tools, signal, requestId } = context;
  const { state } = await tools.valetKey.verify(uploadId, {
    signal,
    requestId,
    othersEndedAt: tools.othersEndedAt,
  });
  // Ending the job now would leave nobody to take over, should the other attempt die.
  if (state === 'uploaded' || state === 'verifying')
    throw new Error('another attempt is at work on this file');
}
