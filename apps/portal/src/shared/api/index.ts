export { callApi } from './callApi';
export { ApiError } from './readProblem';
export { getDownloadUrl, getPresignedUrl, uploadToS3 } from './s3';
