export { listReasons as GET } from '@/entities/review/index.server';
