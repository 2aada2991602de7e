export { downloadFile } from './model/downloadFile';
export { uploadFile } from './model/uploadFile';
