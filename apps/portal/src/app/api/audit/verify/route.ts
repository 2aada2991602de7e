export { verifyAuditEvents as POST } from '@/entities/audit/index.server';
