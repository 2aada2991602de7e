import { callApi, type PageOf, toSearch } from '@/shared/api';
import type { DocumentRequest, NewDocumentRequest, OwnRequest } from '../model/DocumentRequest';

const base = '/api/review/requests';

export type RequestList = 'open' | 'overdue' | 'fulfilled' | 'cancelled';

export async function listDocumentRequests({
  signal,
  ...query
}: {
  list: RequestList;
  person?: string | undefined;
  cursor?: string | undefined;
  signal: AbortSignal;
}): Promise<PageOf<DocumentRequest>> {
  const { requests, nextCursor } = await callApi<{ requests: DocumentRequest[]; nextCursor: string | null }>(
    `${base}${toSearch(query)}`,
    { signal },
  );
  return { items: requests, nextCursor };
}

export function makeDocumentRequest(body: NewDocumentRequest): Promise<DocumentRequest> {
  return callApi<DocumentRequest>(base, { method: 'POST', body });
}

export function cancelDocumentRequest(id: string): Promise<DocumentRequest> {
  return callApi<DocumentRequest>(`${base}/${encodeURIComponent(id)}/cancel`, { method: 'POST', body: {} });
}

/** What one is asked for and has not handed over. */
export async function readOwnRequests(): Promise<OwnRequest[]> {
  const { requests } = await callApi<{ requests: OwnRequest[] }>('/api/requests');
  return requests;
}
