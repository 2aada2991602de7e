export { exportAudit, type ListAuditInput, listAudit, verifyAudit } from './api/audit';
export type { AuditChainReport, AuditEvent, AuditFilter, AuditPage } from './model/AuditEvent';
