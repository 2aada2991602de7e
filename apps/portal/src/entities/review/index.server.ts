export { hasReviewScope, openReviewFile, readQueue } from './api/readQueue';
export {
  assignReviewFile,
  breakGlass,
  bulkReviewFiles,
  claimReviewFile,
  commentReviewFile,
  countReviewFiles,
  decideReviewFile,
  listAssignees,
  listExceptions,
  listReviewFiles,
  listReviewOwners,
  readReviewFile,
  releaseReviewFile,
  reopenReviewFile,
  signOriginal,
  takeOverReviewFile,
} from './api/reviewRoutes';
