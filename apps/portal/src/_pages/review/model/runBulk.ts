import { type BulkOutcome, type BulkWork, bulkReviewFiles, type ReviewFile } from '@/entities/review';
import { ApiError } from '@/shared/api';

/** As many as one call takes. */
export const maxBulkFiles = 500;
/** Files in one call: after each the progress moves on, and what has begun is at most this much. */
const sliceSize = 100;

type RunBulkOptions = {
  work: BulkWork;
  files: readonly ReviewFile[];
  /** After each call, with the outcomes of its files. */
  onOutcomes: (outcomes: readonly BulkOutcome[]) => void;
};

function outcomeOf(id: string, error: unknown): BulkOutcome {
  return error instanceof ApiError
    ? { id, status: error.status, code: error.code, detail: error.message }
    : { id, status: 0, code: 'NETWORK', detail: '' };
}

/** Does it to all of them, a slice at a time. A call that fails is the outcome of its files; after it nothing more is sent. */
export async function runBulk({ work, files, onOutcomes }: RunBulkOptions): Promise<void> {
  let failure: unknown = null;
  for (let start = 0; start < files.length; start += sliceSize) {
    const slice = files.slice(start, start + sliceSize);
    try {
      if (failure !== null) throw failure;
      onOutcomes(await bulkReviewFiles(work, slice));
    } catch (error) {
      failure = error;
      onOutcomes(slice.map(({ id }) => outcomeOf(id, error)));
    }
  }
}
