import type { DownloadResponse, ThumbnailsResponse } from 'valetkey/protocol';
import { callApi, toSearch } from '@/shared/api';

export type SignedThumbnail = ThumbnailsResponse['thumbnails'][number];

/** A URL of one small picture of each file, for a few minutes, in the order of the keys. */
export async function signThumbnails(keys: readonly string[]): Promise<SignedThumbnail[]> {
  const { thumbnails } = await callApi<ThumbnailsResponse>('/api/thumbnails', {
    method: 'POST',
    body: { keys },
  });
  return thumbnails;
}

/** A URL of one derivative of one version, for a few minutes. */
export function signDerivative(
  input: { key: string; version: number; derivative: string },
  signal?: AbortSignal,
): Promise<DownloadResponse> {
  return callApi<DownloadResponse>(`/api/download${toSearch(input)}`, { ...(signal && { signal }) });
}
