export { bulkAssignFiles, bulkHoldFiles, bulkReviewFiles, listReasons } from './api/bulkRoutes';
export { hasReviewScope, openReviewFile, readQueue } from './api/readQueue';
export {
  assignReviewFile,
  breakGlass,
  claimReviewFile,
  commentReviewFile,
  countReviewFiles,
  decideReviewFile,
  liftHold,
  listAssignees,
  listExceptions,
  listMentionable,
  listReviewFiles,
  listReviewOwners,
  placeHold,
  readReviewFile,
  releaseReviewFile,
  renewClaim,
  reopenReviewFile,
  signOriginal,
  takeOverReviewFile,
} from './api/reviewRoutes';
