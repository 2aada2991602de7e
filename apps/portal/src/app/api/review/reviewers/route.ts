export { listAssignees as GET } from '@/entities/review/index.server';
