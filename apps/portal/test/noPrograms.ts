import type { ExtractionPrograms } from '../worker/extract/PartExtractor';

/** A machine on which nothing can be read; a test gives what it is about. */
export const noPrograms: ExtractionPrograms = {
  archives: '/nowhere',
  tables: '/nowhere',
  office: '/nowhere',
  texts: '/nowhere',
  images: '/nowhere',
  ffprobe: null,
  pdfinfo: null,
  pdftotext: null,
};
