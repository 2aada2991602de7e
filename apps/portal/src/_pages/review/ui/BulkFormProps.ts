import type { BulkWork, ReviewFile } from '@/entities/review';

/** What asks for the words that something done to many files needs. */
export type BulkFormProps = {
  files: readonly ReviewFile[];
  viewerId: string;
  onStart: (work: BulkWork) => void;
  onCancel: () => void;
};
