import type { FileExtraction } from './Extraction';
import type { Fact } from './Fact';

/** One of two versions that are compared. */
export type VersionContent = {
  version: number;
  /** Of the file itself, told before those that were read out of it. */
  facts: readonly Fact[];
  extraction: Omit<FileExtraction, 'version'> | null;
};
