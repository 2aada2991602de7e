import type { ExtractionResult, Extractor } from 'valetkey/server';
import type { ContainedFolder } from '../containment/createContainment';

/** Programs that read strangers' files: our own, each a bundle beside the worker's, and others. */
export type ExtractionPrograms = {
  /** Lists archives. */
  archives: string;
  /** Measures tables. */
  tables: string;
  /** Reads documents of office programs. */
  office: string;
  /** Reads texts. */
  texts: string;
  /** Reads the headers of pictures. */
  images: string;
  /** FFmpeg's, which reads the headers of recordings; `null` where it is not on this machine. */
  ffprobe: string | null;
  /** Poppler's, which read PDF documents; `null` for one that is not on this machine. */
  pdfinfo: string | null;
  pdftotext: string | null;
};

/** Reads out of one kind of file, in a contained folder. */
export type PartExtractor = (
  work: Parameters<Extractor['extract']>[0] & { folder: ContainedFolder; programs: ExtractionPrograms },
) => Promise<ExtractionResult>;
