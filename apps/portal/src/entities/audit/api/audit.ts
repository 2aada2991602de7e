import { callApi, sendCall, toSearch } from '@/shared/api';
import type { AccessWindow } from '../model/AccessRow';
import type { AccessFilter, AuditChainReport, AuditFilter, AuditPage } from '../model/AuditEvent';

export type ListAuditInput = AuditFilter & { cursor?: string; limit?: number; signal?: AbortSignal };

/** One page of the audit trail, newest first. */
export function listAudit({ signal, ...query }: ListAuditInput): Promise<AuditPage> {
  return callApi<AuditPage>(`/api/audit${toSearch(query)}`, { ...(signal && { signal }) });
}

/** Who did what with a file, or what a person did with which file: what one window of events comes to, newest first. */
export function readAccess({
  signal,
  ...query
}: AccessFilter & { cursor?: string; signal?: AbortSignal }): Promise<AccessWindow> {
  return callApi<AccessWindow>(`/api/audit/access${toSearch(query)}`, { ...(signal && { signal }) });
}

/** The whole report, as CSV that no spreadsheet program runs. */
export async function exportAccess(
  filter: AccessFilter,
  options: { signal?: AbortSignal } = {},
): Promise<Blob> {
  const response = await sendCall(`/api/audit/access${toSearch(filter)}`, { ...options, accept: 'text/csv' });
  return response.blob();
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
