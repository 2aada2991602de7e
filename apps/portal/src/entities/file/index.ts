export { deleteFile, listFiles, readFile, renameFile } from './api/files';
export { describeRejection } from './model/describeRejection';
export { describeState } from './model/describeState';
export { type FilePage, type FileSummary, isBeingChecked } from './model/FileSummary';
export { extensionOf } from './model/keepExtension';
export { FileName } from './ui/FileName';
export { StateBadge } from './ui/StateBadge';
