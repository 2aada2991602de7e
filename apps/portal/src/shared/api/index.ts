export { callApi } from './callApi';
export { describeProblem, isSignedOutError } from './describeProblem';
export { ApiError, readProblem } from './readProblem';
export {
  completeUpload,
  getDownloadUrl,
  getPresignedUrl,
  hasUnfinishedUploads,
  uploadToS3,
} from './s3';
export { sendCall } from './sendCall';
export { noteSessionEnd, sessionEnd } from './sessionEnd';
export { toSearch } from './toSearch';
export { type Loaded, useLoaded } from './useLoaded';
export { type PagedList, type PageOf, usePagedList } from './usePagedList';
