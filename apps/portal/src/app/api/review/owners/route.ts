export { listReviewOwners as GET } from '@/entities/review/index.server';
