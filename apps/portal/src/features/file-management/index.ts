export { downloadFile } from './model/downloadFile';
export { saveFile } from './model/saveFile';
export { uploadFile } from './model/uploadFile';
