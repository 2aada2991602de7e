import type { JobContext } from '../jobList';

/** Makes the pages of one available office document; what the document does not allow is recorded, and never tried again. */
export async function printUpload({ uploadId }: { uploadId: string }, context: JobContext): Promise<void> {
  const { tools, signal, requestId } = context;
  await tools.valetKey.derive(uploadId, tools.makers.documents, { signal, requestId });
}
