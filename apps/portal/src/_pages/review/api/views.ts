import { callApi } from '@/shared/api';
import type { SavedView, SavedViewInput } from '../model/SavedView';

const address = '/api/review/views';

export async function readViews(signal: AbortSignal): Promise<SavedView[]> {
  const { views } = await callApi<{ views: SavedView[] }>(address, { signal });
  return views;
}

/** Saves a new view, or changes the one of this id. */
export function writeView(id: string | null, input: SavedViewInput): Promise<SavedView> {
  return id === null
    ? callApi<SavedView>(address, { method: 'POST', body: input })
    : callApi<SavedView>(`${address}/${id}`, { method: 'PATCH', body: input });
}

export async function removeView(id: string): Promise<void> {
  await callApi(`${address}/${id}`, { method: 'DELETE' });
}
