export { contentDisposition } from './contentDisposition.ts';
export { createValetKey } from './createValetKey.ts';
export { defaultProfile, fileTypeGroups } from './defaultProfile.ts';
export { parseQuery, parseWholeNumber } from './parseQuery.ts';
export type {
  Actor,
  Job,
  NewAuditEvent,
  NewUpload,
  Records,
  Transition,
  UploadPatch,
  UploadRecord,
} from './Records.ts';
export { sanitizeFileName } from './sanitizeFileName.ts';
export type { FileTypeRule, UploadProfile } from './UploadProfile.ts';
export type {
  Caller,
  DerivativeObject,
  Handler,
  IncrementalHash,
  PresignDownloadInput,
  Quota,
  RateLimit,
  RateLimits,
  StoreAccess,
  SweepReport,
  UploadProfiles,
  ValetKey,
  ValetKeyOptions,
} from './ValetKeyOptions.ts';
