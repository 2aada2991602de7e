import type { FileSummary } from '@/entities/file';

/** What can be done to files of the list; the page does it, and says what became of it. */
export type FileActions = {
  open: (id: string) => void;
  download: (file: FileSummary) => Promise<void>;
  rename: (file: FileSummary) => void;
  uploadVersion: (file: FileSummary) => void;
  /** Asks first. */
  delete: (files: readonly FileSummary[]) => void;
  restore: (files: readonly FileSummary[]) => void;
  /** Asks first. */
  purge: (files: readonly FileSummary[]) => void;
};
