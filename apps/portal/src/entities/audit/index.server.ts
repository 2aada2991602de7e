export { listAuditEvents, verifyAuditEvents } from './api/auditRoutes';
