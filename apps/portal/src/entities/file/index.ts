export {
  changeFiles,
  type ListFilesInput,
  listFiles,
  readFile,
  readFileHistory,
  readUsage,
  renameFile,
} from './api/files';
export { describeFile } from './model/describeFile';
export { describeRejection } from './model/describeRejection';
export { describeScan } from './model/describeScan';
export { describeState } from './model/describeState';
export type { FileHistoryEvent } from './model/FileHistory';
export {
  type FileCategory,
  type FilePage,
  type FileSort,
  type FileSummary,
  type FileVersion,
  isBeingChecked,
} from './model/FileSummary';
export { extensionOf } from './model/keepExtension';
export type { StorageUsage } from './model/StorageUsage';
export { FileIcon } from './ui/FileIcon';
export { FileName } from './ui/FileName';
export { FileStatus } from './ui/FileStatus';
export { FolderPath } from './ui/FolderPath';
export { StateBadge } from './ui/StateBadge';
