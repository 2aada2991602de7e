import type { UploadRecord } from './Records.ts';

/** What our own server writes on every object it creates: who uploaded it, and when the upload began. */
export function objectMetadata(upload: UploadRecord): Record<string, string> {
  return { uploadedBy: upload.ownerId, uploadedAt: upload.createdAt.toISOString() };
}
