export { contentDisposition } from './contentDisposition.ts';
export { createValetKey } from './createValetKey.ts';
export type {
  DerivativeRecord,
  DerivativeRecords,
  DerivativeResult,
  DerivativeState,
  PlannedDerivative,
} from './DerivativeRecords.ts';
export { defaultProfile, fileTypeGroups } from './defaultProfile.ts';
export type {
  ArchiveEntry,
  Extracted,
  ExtractedArchive,
  ExtractedDocument,
  ExtractedImage,
  ExtractedRecording,
  ExtractedTable,
  ExtractedTables,
  ExtractedText,
  ExtractionKind,
  ExtractionRecord,
  ExtractionRecords,
  ExtractionResult,
  ExtractionState,
  RecordingTrack,
  TableColumn,
  WorkbookFacts,
  WrongTotal,
} from './ExtractionRecords.ts';
export { createId } from './id.ts';
export { parseQuery, parseWholeNumber } from './parseQuery.ts';
export type {
  Actor,
  Job,
  NewAuditEvent,
  NewUpload,
  Records,
  StoredObject,
  Transition,
  UploadPatch,
  UploadRecord,
} from './Records.ts';
export type { Scanner, ScannerVersion, ScanVerdict } from './Scanner.ts';
export type { MetadataOf, StandardSchema } from './StandardSchema.ts';
export { sanitizeFileName } from './sanitizeFileName.ts';
export type { FileTypeRule, UploadProfile } from './UploadProfile.ts';
export type {
  Caller,
  DerivativeMaker,
  DerivativeObject,
  Extractor,
  Handler,
  IncrementalHash,
  MadeDerivative,
  PresignDownloadInput,
  Quota,
  RateLimit,
  RateLimits,
  RescanReport,
  StoreAccess,
  SweepInput,
  SweepReport,
  UploadProfiles,
  ValetKey,
  ValetKeyOptions,
} from './ValetKeyOptions.ts';
