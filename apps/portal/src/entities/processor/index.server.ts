export { readResults } from './api/readResults';
export { readOwnResults, readReviewResults } from './api/resultRoutes';
