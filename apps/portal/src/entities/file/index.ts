export {
  changeFiles,
  deleteFile,
  type ListFilesInput,
  listFiles,
  purgeFile,
  readFile,
  readFileHistory,
  readUsage,
  renameFile,
  restoreFile,
} from './api/files';
export { describeRejection } from './model/describeRejection';
export { describeState } from './model/describeState';
export type { FileChange, FileChangeResult } from './model/FileChange';
export type { FileHistoryEvent } from './model/FileHistory';
export {
  type FileCategory,
  type FilePage,
  type FileSort,
  type FileSummary,
  isBeingChecked,
} from './model/FileSummary';
export { extensionOf } from './model/keepExtension';
export type { StorageUsage } from './model/StorageUsage';
export { FileName } from './ui/FileName';
export { StateBadge } from './ui/StateBadge';
