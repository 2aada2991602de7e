export { exportAudit, type ListAuditInput, listAudit, verifyAudit } from './api/audit';
export type { AuditChainReport, AuditEvent, AuditFilter, AuditPage } from './model/AuditEvent';
export { knownActions } from './model/describeEvent';
export { EventList } from './ui/EventList';
