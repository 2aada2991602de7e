export { listFiles, readFile, removeFile, renameFile } from './api/fileRoutes';
export { readOwnFiles } from './api/readOwnFiles';
