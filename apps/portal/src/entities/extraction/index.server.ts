export { readOwnExtraction, readReviewExtraction } from './api/extractionRoutes';
export { cutText } from './model/cutText';
