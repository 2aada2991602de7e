export { bulkReviewFiles as POST } from '@/entities/review/index.server';
