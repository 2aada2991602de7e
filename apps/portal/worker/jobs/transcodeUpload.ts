import type { JobContext } from '../jobList';

/** Makes what plays of one available recording; what the recording does not allow is recorded, and never tried again. */
export async function transcodeUpload(
  { uploadId }: { uploadId: string },
  context: JobContext,
): Promise<void> {
  const { tools, signal, requestId } = context;
  await tools.valetKey.derive(uploadId, tools.makers.previews, { signal, requestId });
}
