import { callApi, sendCall, toSearch } from '@/shared/api';
import type { AuditChainReport, AuditFilter, AuditPage } from '../model/AuditEvent';

export type ListAuditInput = AuditFilter & { cursor?: string; limit?: number; signal?: AbortSignal };

/** One page of the audit trail, newest first. */
export function listAudit({ signal, ...query }: ListAuditInput): Promise<AuditPage> {
  return callApi<AuditPage>(`/api/audit${toSearch(query)}`, { ...(signal && { signal }) });
}

/** Recomputes the whole chain; on a long trail this takes a while. */
export function verifyAudit(options: { signal?: AbortSignal } = {}): Promise<AuditChainReport> {
  return callApi<AuditChainReport>('/api/audit/verify', { method: 'POST', ...options });
}

/** Everything that fits the filter, as CSV that no spreadsheet program runs. */
export async function exportAudit(
  filter: AuditFilter,
  options: { signal?: AbortSignal } = {},
): Promise<Blob> {
  const response = await sendCall(`/api/audit${toSearch(filter)}`, { ...options, accept: 'text/csv' });
  return response.blob();
}
