import { readProblem } from './readProblem';

/** Asks the portal for a URL that takes exactly one file of this type; `name` is how the file is listed later. */
export async function getPresignedUrl(
  contentType: string,
  name?: string,
): Promise<{ signedUrl: string; key: string; uploadId: string }> {
  const response = await fetch('/api/upload', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ contentType, name }),
  });
  if (!response.ok) throw await readProblem(response);
  return response.json();
}

/** Sends the file straight to the store. */
export async function uploadToS3(signedUrl: string, file: File): Promise<void> {
  const response = await fetch(signedUrl, {
    method: 'PUT',
    headers: { 'Content-Type': file.type },
    body: file,
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`The store refused the file (status ${response.status}).`);
}

/** Says that the file is there. Without it the first download or the sweep finds out; with it, it is listed at once. */
export async function completeUpload(uploadId: string): Promise<void> {
  const response = await fetch('/api/upload/complete', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ uploads: [{ uploadId }] }),
  });
  if (!response.ok) throw await readProblem(response);
}

/** Whether the portal still waits for uploads that were begun earlier. */
export async function hasUnfinishedUploads(signal: AbortSignal): Promise<boolean> {
  const response = await fetch('/api/upload?state=reserved', { signal });
  if (!response.ok) throw await readProblem(response);
  const { uploads }: { uploads: unknown[] } = await response.json();
  return uploads.length > 0;
}

/** Asks the portal for a URL that reads one file, or one of its versions, for a few minutes. */
export async function getDownloadUrl(key: string, version?: number): Promise<{ signedUrl: string }> {
  const query = new URLSearchParams({ key, ...(version !== undefined && { version: String(version) }) });
  const response = await fetch(`/api/download?${query}`);
  if (!response.ok) throw await readProblem(response);
  return response.json();
}
