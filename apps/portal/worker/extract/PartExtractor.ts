import type { ExtractionResult, Extractor } from 'valetkey/server';
import type { ContainedFolder } from '../containment/createContainment';

/** Programs of our own that read strangers' files, each a bundle beside the worker's. */
export type ExtractionPrograms = {
  /** Lists archives. */
  archives: string;
  /** Measures tables. */
  tables: string;
};

/** Reads out of one kind of file, in a contained folder. */
export type PartExtractor = (
  work: Parameters<Extractor['extract']>[0] & { folder: ContainedFolder; programs: ExtractionPrograms },
) => Promise<ExtractionResult>;
