export { listReviewFiles as GET } from '@/entities/review/index.server';
