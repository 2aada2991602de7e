export type {
  ReviewDecisionKind as DecisionKind,
  ReviewReasonCode,
  ReviewState,
} from 'valetkey/protocol';
export {
  claimReviewFile,
  commentReviewFile,
  type DecisionInput,
  decideReviewFile,
  findReviewOwners,
  getOriginalUrl,
  listReviewFiles,
  readReviewCounts,
  readReviewFile,
  releaseReviewFile,
  reopenReviewFile,
  takeOverReviewFile,
} from './api/review';
export type {
  FileCategory,
  Person,
  ReviewCounts,
  ReviewDecision,
  ReviewDetail,
  ReviewEvent,
  ReviewFile,
  ReviewListQuery,
  ReviewOwner,
  ReviewPage,
  ReviewSort,
  ReviewVersion,
} from './model/ReviewFile';
