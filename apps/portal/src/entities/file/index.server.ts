export { changeFiles } from './api/changeFilesRoute';
export {
  listFiles,
  readFile,
  readHistory,
  removeFile,
  renameFile,
  restoreFile,
} from './api/fileRoutes';
export { readOwnFiles } from './api/readOwnFiles';
export { readUsage } from './api/usageRoute';
