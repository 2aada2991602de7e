import type { DownloadResponse, ThumbnailsResponse } from 'valetkey/protocol';
import { callApi, toSearch } from '@/shared/api';

export type SignedThumbnail = ThumbnailsResponse['thumbnails'][number];

/** A URL of one small picture of each file, for a few minutes, in the order of the keys. */
export async function signThumbnails(
  keys: readonly string[],
  { derivative, signal }: { derivative?: string; signal?: AbortSignal } = {},
): Promise<SignedThumbnail[]> {
  const { thumbnails } = await callApi<ThumbnailsResponse>('/api/thumbnails', {
    method: 'POST',
    body: { keys, ...(derivative !== undefined && { derivative }) },
    ...(signal && { signal }),
  });
  return thumbnails;
}

/** One derivative of one version of a file. */
export type WantedDerivative = {
  key: string;
  version: number;
  derivative: string;
  /** It was being made when the page last heard of it. */
  isPending: boolean;
};

/**
 * A URL of one derivative, for a few minutes; `null` while it is being made. What was being made is asked for in the way of lists,
 * where that is an answer like any other: a refusal would stand in the browser's log as an error each time.
 *
 * @throws {ApiError} when there is none, or nobody answers.
 */
export async function signDerivative(wanted: WantedDerivative, signal: AbortSignal): Promise<string | null> {
  const { key, version, derivative, isPending } = wanted;
  if (isPending) {
    const [answer] = await signThumbnails([key], { derivative, signal });
    if (answer?.state === 'pending') return null;
    if (answer?.state === 'available' && answer.version === version) return answer.signedUrl;
  }
  const query = toSearch({ key, version, derivative });
  const { signedUrl } = await callApi<DownloadResponse>(`/api/download${query}`, { signal });
  return signedUrl;
}
