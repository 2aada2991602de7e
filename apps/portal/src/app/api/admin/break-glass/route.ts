export { listExceptions as GET } from '@/entities/review/index.server';
