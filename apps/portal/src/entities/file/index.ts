export { deleteFile, listFiles, readFile } from './api/files';
export { describeRejection } from './model/describeRejection';
export { describeState } from './model/describeState';
export { type FilePage, type FileSummary, isBeingChecked } from './model/FileSummary';
export { StateBadge } from './ui/StateBadge';
