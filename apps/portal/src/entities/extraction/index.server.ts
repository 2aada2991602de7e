export { readOwnExtraction, readReviewExtraction } from './api/extractionRoutes';
