import type { JobContext } from '../jobList';

/** Reads out of one available file what can be told of it; what the file does not allow is recorded, and never tried again. */
export async function extractUpload({ uploadId }: { uploadId: string }, context: JobContext): Promise<void> {
  const { tools, signal, requestId } = context;
  await tools.valetKey.extract(uploadId, tools.extractor, { signal, requestId });
}
