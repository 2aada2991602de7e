export { callApi } from './callApi';
export { ApiError } from './readProblem';
export { completeUpload, getDownloadUrl, getPresignedUrl, uploadToS3 } from './s3';
