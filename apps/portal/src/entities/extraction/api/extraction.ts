import { callApi, sendCall } from '@/shared/api';
import type { ExtractionSource, FileExtraction } from '../model/Extraction';

const roads = { own: '/api/files', review: '/api/review/files' };

/** What was read out of the current version; `null` for a file of which nothing is read. */
export async function readExtraction(
  id: string,
  source: ExtractionSource,
  signal: AbortSignal,
): Promise<FileExtraction | null> {
  const path = pathOf(id, source);
  const { extraction } = await callApi<{ extraction: FileExtraction | null }>(path, { signal });
  return extraction;
}

/** Its facts as CSV that no spreadsheet program runs. */
export async function exportFacts(id: string, source: ExtractionSource, signal: AbortSignal): Promise<Blob> {
  return (await sendCall(pathOf(id, source), { accept: 'text/csv', signal })).blob();
}

const pathOf = (id: string, source: ExtractionSource) =>
  `${roads[source]}/${encodeURIComponent(id)}/extraction`;
