import { callApi } from '@/shared/api';
import type { ExtractionSource, FileExtraction } from '../model/Extraction';

const roads = { own: '/api/files', review: '/api/review/files' };

/** What was read out of the current version; `null` for a file of which nothing is read. */
export async function readExtraction(
  id: string,
  source: ExtractionSource,
  signal: AbortSignal,
): Promise<FileExtraction | null> {
  const path = `${roads[source]}/${encodeURIComponent(id)}/extraction`;
  const { extraction } = await callApi<{ extraction: FileExtraction | null }>(path, { signal });
  return extraction;
}
