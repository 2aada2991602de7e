import type { StorageState } from '../../protocol/index.ts';
import { UploadError } from '../UploadError.ts';

/** After these the server's answer is about the upload for good. */
export const endedStates: readonly StorageState[] = ['aborted', 'expired', 'rejected', 'deleted', 'purged'];

export function uploadEnded(): UploadError {
  return new UploadError('UPLOAD_EXPIRED', 'The upload was given up or refused by the server. Try again.', {
    status: 409,
  });
}
