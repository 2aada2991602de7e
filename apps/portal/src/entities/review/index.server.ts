export { openReviewFile, readQueue } from './api/readQueue';
export {
  claimReviewFile,
  commentReviewFile,
  countReviewFiles,
  decideReviewFile,
  listReviewFiles,
  listReviewOwners,
  readReviewFile,
  releaseReviewFile,
  reopenReviewFile,
  signOriginal,
  takeOverReviewFile,
} from './api/reviewRoutes';
