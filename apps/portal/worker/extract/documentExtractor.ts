import { officeExtractor } from './officeExtractor';
import type { PartExtractor } from './PartExtractor';
import { pdfExtractor } from './pdfExtractor';

/** What a document says about itself, and its text. */
export const documentExtractor: PartExtractor = (work) =>
  work.upload.contentType === 'application/pdf' ? pdfExtractor(work) : officeExtractor(work);
