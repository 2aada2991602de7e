import { type AuditFilter, exportAudit } from '@/entities/audit';

/** The events that fit, as a table for a spreadsheet; the browser saves it. */
export async function saveExport(filter: AuditFilter, signal: AbortSignal): Promise<void> {
  const url = URL.createObjectURL(await exportAudit(filter, { signal }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the bytes over by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
