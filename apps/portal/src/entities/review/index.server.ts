export { openReviewFile, readQueue } from './api/readQueue';
export {
  assignReviewFile,
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
