import { callApi } from '@/shared/api';

export type FoundFile = { id: string; name: string };

/** Files of everybody whose name has this in it, the newest first. */
export async function findFiles(q: string, signal: AbortSignal): Promise<FoundFile[]> {
  const query = new URLSearchParams({ q, sort: '-createdAt', limit: '6' });
  const { files } = await callApi<{ files: FoundFile[] }>(`/api/review/files?${query}`, { signal });
  return files;
}
