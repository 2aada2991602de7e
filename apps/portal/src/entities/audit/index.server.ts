export { reportAccess } from './api/accessRoutes';
export { listAuditEvents, verifyAuditEvents } from './api/auditRoutes';
