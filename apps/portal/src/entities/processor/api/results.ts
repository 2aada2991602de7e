import type { DownloadResponse } from 'valetkey/protocol';
import { callApi, toSearch } from '@/shared/api';
import type { ProcessorResult, ResultSource } from '../model/ProcessorResult';

const roads = { own: '/api/files', review: '/api/review/files' };

/** What the processors came to with the current version. */
export async function readResults(
  id: string,
  source: ResultSource,
  signal: AbortSignal,
): Promise<ProcessorResult[]> {
  const path = `${roads[source]}/${encodeURIComponent(id)}/results`;
  return (await callApi<{ results: ProcessorResult[] }>(path, { signal })).results;
}

/** Saves what a processor made. The signed URL ends here. */
export async function saveDerivative(file: { id: string; version: number }, name: string): Promise<void> {
  const query = toSearch({ key: file.id, version: file.version, derivative: name });
  const { signedUrl } = await callApi<DownloadResponse>(`/api/download${query}`);
  const link = document.createElement('a');
  link.href = signedUrl;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
