import type { JobContext } from '../jobList';

/** Makes what can be made from one available file; what the file does not allow is recorded, and never tried again. */
export async function deriveUpload({ uploadId }: { uploadId: string }, context: JobContext): Promise<void> {
  const { tools, signal, requestId } = context;
  await tools.valetKey.derive(uploadId, tools.makers.pictures, { signal, requestId });
}
