import type { JobContext } from '../jobList';

/** Takes one uploaded file to its verdict; a failure of store or database is tried again by the queue. */
export async function verifyUpload({ uploadId }: { uploadId: string }, context: JobContext): Promise<void> {
  const { tools, signal, requestId } = context;
  await tools.valetKey.verify(uploadId, { signal, requestId });
}
