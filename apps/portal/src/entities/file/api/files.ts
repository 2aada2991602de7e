import { callApi } from '@/shared/api';
import { type FileChange, type FileChangeResult, maxFilesPerChange } from '../model/FileChange';
import type { FileHistoryEvent } from '../model/FileHistory';
import type { FileCategory, FileDetails, FilePage, FileSort, FileSummary } from '../model/FileSummary';
import type { StorageUsage } from '../model/StorageUsage';

export type ListFilesInput = {
  cursor?: string | undefined;
  limit?: number;
  q?: string;
  /** @default '-createdAt' */
  sort?: FileSort;
  /** Only these kinds. @default all */
  category?: readonly FileCategory[];
  /** Only these storage states. @default all */
  state?: readonly FileSummary['state'][];
  /** Only these review states. @default all */
  review?: readonly string[];
  /** The trash instead of the files. @default false */
  isTrash?: boolean;
  signal?: AbortSignal;
};

/** One page of one's own files, newest first unless sorted otherwise. */
export function listFiles(input: ListFilesInput): Promise<FilePage> {
  const {
    cursor,
    limit = 25,
    q = '',
    sort,
    category = [],
    state = [],
    review = [],
    isTrash = false,
    signal,
  } = input;
  const query = new URLSearchParams({ limit: String(limit) });
  if (cursor !== undefined) query.set('cursor', cursor);
  if (q !== '') query.set('q', q);
  if (sort !== undefined) query.set('sort', sort);
  for (const [name, words] of Object.entries({ category, state, review })) {
    if (words.length > 0) query.set(name, words.join(','));
  }
  if (isTrash) query.set('trash', '1');
  return callApi<FilePage>(`/api/files?${query}`, { ...(signal && { signal }) });
}

export function readFile(id: string, signal?: AbortSignal): Promise<FileDetails> {
  return callApi<FileDetails>(`/api/files/${encodeURIComponent(id)}`, { ...(signal && { signal }) });
}

/** Changes any number of files, a hundred in a call, and tells the outcome of each in the same order. */
export async function changeFiles(action: FileChange, ids: readonly string[]): Promise<FileChangeResult[]> {
  const all: FileChangeResult[] = [];
  for (let start = 0; start < ids.length; start += maxFilesPerChange) {
    const { results } = await callApi<{ results: FileChangeResult[] }>('/api/files/bulk', {
      method: 'POST',
      body: { action, ids: ids.slice(start, start + maxFilesPerChange) },
    });
    all.push(...results);
  }
  return all;
}

/** What became of a file, newest first. */
export async function readFileHistory(id: string, signal?: AbortSignal): Promise<FileHistoryEvent[]> {
  const { events } = await callApi<{ events: FileHistoryEvent[] }>(`/api/files/${id}/history`, {
    ...(signal && { signal }),
  });
  return events;
}

/** What one holds and may hold. */
export function readUsage(signal?: AbortSignal): Promise<StorageUsage> {
  return callApi<StorageUsage>('/api/usage', { ...(signal && { signal }) });
}

/** Gives a file another name and returns it as it is now: the ending that was verified stays. */
export function renameFile(id: string, name: string): Promise<FileSummary> {
  return callApi<FileSummary>(`/api/files/${id}`, { method: 'PATCH', body: { name } });
}
