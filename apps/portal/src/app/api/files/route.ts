export { listFiles as GET } from '@/entities/file/index.server';
