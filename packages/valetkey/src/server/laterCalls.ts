import { completeUploads } from './completeUploads.ts';
import { download, presignDownload } from './downloadFile.ts';
import { assertSettled, settleUpload } from './settleUpload.ts';
import { signThumbnails } from './signThumbnails.ts';
import { signParts, signUploads } from './signUploads.ts';
import { abortUpload, getUpload, listUploads } from './uploadStatus.ts';
import { verifyUpload } from './verifyUpload.ts';

/**
 * Everything that comes after a handshake, in one module that is loaded with the first such call: a process that wakes up to
 * sign (a function in the cloud) reads a quarter less until its first signature.
 */
export const laterCalls = {
  abortUpload,
  assertSettled,
  completeUploads,
  download,
  getUpload,
  listUploads,
  presignDownload,
  settleUpload,
  signParts,
  signThumbnails,
  signUploads,
  verifyUpload,
};
