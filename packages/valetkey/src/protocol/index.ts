export { type ErrorCode, errorTable } from './errorTable.ts';
export { limits } from './limits.ts';
export { type PartPlan, type PartPlanOptions, partLength, planParts } from './planParts.ts';
export {
  isReviewReasonCode,
  type ReviewReasonCode,
  reviewReasonCodes,
  reviewReasons,
} from './reviewReasons.ts';
export {
  canReviewBecome,
  isDecided,
  type ReviewDecisionKind,
  type ReviewState,
  reviewDecisions,
  reviewStates,
  reviewTransitions,
} from './reviewState.ts';
export { type HoldCode, holdTitles, type ScanOutcome, scanOutcomes } from './scanOutcome.ts';
export { canTransition, type StorageState, storageStates, storageTransitions } from './storageState.ts';
export { type Problem, ValetKeyError, type ValetKeyErrorOptions } from './ValetKeyError.ts';
export type {
  ArticleHandshakeRequest,
  ArticleHandshakeResponse,
  CompleteRequest,
  CompleteResponse,
  DownloadResponse,
  Grant,
  HandshakeFile,
  HandshakeRequest,
  HandshakeResponse,
  MultipartGrant,
  PartGrant,
  PartsRequest,
  PartsResponse,
  PostGrant,
  PutGrant,
  Receipt,
  RequestHeaders,
  SignRequest,
  SignResponse,
  ThumbnailsRequest,
  ThumbnailsResponse,
  UnfinishedUploads,
  UploadStatus,
} from './wire.ts';
