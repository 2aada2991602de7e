/*
 * Everything that comes after a handshake, in one module that is loaded with the first such call: a process that wakes up to
 * sign (a function in the cloud) reads half as much until its first signature.
 */
export { completeUploads } from './completeUploads.ts';
export { download, presignDownload } from './downloadFile.ts';
export { assertSettled, settleUpload } from './settleUpload.ts';
export { signParts, signUploads } from './signUploads.ts';
export { abortUpload, getUpload, listUploads } from './uploadStatus.ts';
export { verifyUpload } from './verifyUpload.ts';
