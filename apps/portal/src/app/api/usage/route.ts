export { readUsage as GET } from '@/entities/file/index.server';
