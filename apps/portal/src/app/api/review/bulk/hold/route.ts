export { bulkHoldFiles as POST } from '@/entities/review/index.server';
