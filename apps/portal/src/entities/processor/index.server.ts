export { signSource, takeResult } from './api/callbackRoutes';
export { readResults } from './api/readResults';
export { readOwnResults, readReviewResults } from './api/resultRoutes';
