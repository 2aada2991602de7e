export { openReviewFile, readQueue } from './api/readQueue';
export {
  assignReviewFile,
  bulkReviewFiles,
  claimReviewFile,
  commentReviewFile,
  countReviewFiles,
  decideReviewFile,
  listAssignees,
  listReviewFiles,
  listReviewOwners,
  readReviewFile,
  releaseReviewFile,
  reopenReviewFile,
  signOriginal,
  takeOverReviewFile,
} from './api/reviewRoutes';
