import type { UploadRecord } from './Records.ts';

/** What our own server writes on every object it creates: who uploaded it, and when the upload began. S3 knows lower case only. */
export function objectMetadata(upload: UploadRecord): Record<string, string> {
  return { uploadedby: upload.ownerId, uploadedat: upload.createdAt.toISOString() };
}
