export { type ApiClient, type ApiClientOptions, createApiClient, type Dated } from './apiClient.ts';
export { collectDroppedFiles } from './collectDroppedFiles.ts';
export { createUploader } from './createUploader.ts';
export { type DownloadFileOptions, downloadFile } from './downloadFile.ts';
export { guardLeavePage } from './guardLeavePage.ts';
export { keepScreenAwake } from './keepScreenAwake.ts';
export type { UploadElsewhere } from './otherTabs.ts';
export { browserPorts, type Clock, type Ports, type XhrLike } from './ports.ts';
export type { Unfinished } from './recovery.ts';
export { type ClientErrorCode, UploadError, type UploadErrorOptions } from './UploadError.ts';
export type {
  FileToUpload,
  MetadataByProfile,
  Upload,
  Uploader,
  UploaderEvent,
  UploaderOptions,
  UploaderSnapshot,
  UploadTotals,
} from './Uploader.ts';
export { type UploadState, uploadTransitions } from './uploadStates.ts';
