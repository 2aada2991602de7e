import { callApi } from '@/shared/api';
import type { FilePage, FileSummary } from '../model/FileSummary';

export type ListFilesInput = {
  cursor?: string | undefined;
  limit?: number;
  q?: string;
  signal?: AbortSignal;
};

/** One page of one's own files, newest first. */
export function listFiles({ cursor, limit = 25, q = '', signal }: ListFilesInput): Promise<FilePage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (cursor !== undefined) query.set('cursor', cursor);
  if (q !== '') query.set('q', q);
  return callApi<FilePage>(`/api/files?${query}`, { ...(signal && { signal }) });
}

export function readFile(id: string): Promise<FileSummary> {
  return callApi<FileSummary>(`/api/files/${id}`);
}

export function deleteFile(id: string): Promise<void> {
  return callApi<void>(`/api/files/${id}`, { method: 'DELETE' });
}

/** Gives a file another name and returns it as it is now: the ending that was verified stays. */
export function renameFile(id: string, name: string): Promise<FileSummary> {
  return callApi<FileSummary>(`/api/files/${id}`, { method: 'PATCH', body: { name } });
}
