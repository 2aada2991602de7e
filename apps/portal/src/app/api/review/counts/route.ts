export { countReviewFiles as GET } from '@/entities/review/index.server';
