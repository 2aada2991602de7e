export { readSummary as GET } from '@/entities/insight/index.server';
