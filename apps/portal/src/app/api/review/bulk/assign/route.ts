export { bulkAssignFiles as POST } from '@/entities/review/index.server';
