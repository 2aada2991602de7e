export { reportAccess as GET } from '@/entities/audit/index.server';
