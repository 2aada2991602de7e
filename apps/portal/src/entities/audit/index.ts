export {
  exportAccess,
  exportAudit,
  type ListAuditInput,
  listAudit,
  readAccess,
  verifyAudit,
} from './api/audit';
export type { AccessRow, AccessWindow } from './model/AccessRow';
export type { AccessFilter, AuditChainReport, AuditEvent, AuditFilter, AuditPage } from './model/AuditEvent';
export { describeActor, knownActions, labelAction } from './model/describeEvent';
export { mergeAccess } from './model/mergeAccess';
export { EventList } from './ui/EventList';
