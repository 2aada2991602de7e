import type { ExtractionKind, Extractor } from 'valetkey/server';
import { extractionKind } from '@/shared/extractions';
import type { Containment } from '../containment/createContainment';
import { archiveExtractor } from './archiveExtractor';
import { documentExtractor } from './documentExtractor';
import { imageExtractor } from './imageExtractor';
import type { ExtractionPrograms, PartExtractor } from './PartExtractor';
import { recordingExtractor } from './recordingExtractor';
import { tableExtractor } from './tableExtractor';
import { textExtractor } from './textExtractor';

const extractors: Readonly<Record<ExtractionKind, PartExtractor>> = {
  archive: archiveExtractor,
  table: tableExtractor,
  document: documentExtractor,
  text: textExtractor,
  image: imageExtractor,
  recording: recordingExtractor,
};

/** Reads out of a version what can be told of it in rows, whatever kind of file it is; every look into the file is contained. */
export function createExtractor(options: {
  containment: Pick<Containment, 'inFolder'>;
  programs: ExtractionPrograms;
}): Extractor {
  const { containment, programs } = options;
  return {
    plan: ({ contentType }) => extractionKind(contentType),
    async extract(work) {
      const kind = extractionKind(work.upload.contentType);
      if (kind === null) return { state: 'not_available', reason: 'kind_not_supported' };
      return containment.inFolder(work.signal, (folder) => extractors[kind]({ ...work, folder, programs }));
    },
  };
}
