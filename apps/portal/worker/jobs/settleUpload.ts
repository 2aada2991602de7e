import { ValetKeyError } from 'valetkey/protocol';
import type { JobContext } from '../jobList';

/**
 * Settles an upload whose bytes are said to be there. Where they are not, or somebody settled it before, that was all: an event is a
 * hint. A failure of store or database is tried again by the queue.
 */
export async function settleUpload(
  { uploadId }: { uploadId: string },
  { tools, signal, requestId }: JobContext,
): Promise<void> {
  try {
    await tools.valetKey.settle(uploadId, { signal, requestId });
  } catch (error) {
    if (!(error instanceof ValetKeyError && error.status < 500)) throw error;
  }
}
