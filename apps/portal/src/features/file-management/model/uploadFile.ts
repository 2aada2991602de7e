import { completeUpload, getPresignedUrl, uploadToS3 } from '@/shared/api';

/** Uploads one small file straight to the store and returns its key. Many or large files are the engine's work. */
export async function uploadFile(file: File): Promise<string> {
  const { signedUrl, key, uploadId } = await getPresignedUrl(file.type, file.name);
  await uploadToS3(signedUrl, file);
  await completeUpload(uploadId);
  return key;
}
