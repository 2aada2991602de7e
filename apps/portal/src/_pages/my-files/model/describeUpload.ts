import type { Upload, UploadError, UploadTotals } from 'valetkey/client';
import { formatBytes, formatDuration } from '@/shared/lib';
import { isSignedOutError } from './describeProblem';

function describeFailure({ name, error }: Upload): string {
  if (isSignedOutError(error)) return 'You were signed out. Sign in again, then continue it.';
  if (error?.code === 'TYPE_NOT_ALLOWED') {
    const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0];
    return extension === undefined
      ? 'Files without an ending such as .pdf are not accepted.'
      : `Files that end in ${extension} are not accepted.`;
  }
  return error?.message ?? 'The upload failed.';
}

/** What is happening to one upload, in words. */
export function describeUpload(upload: Upload, { isOnline }: { isOnline: boolean }): string {
  const size = formatBytes(upload.sizeBytes);
  switch (upload.state) {
    case 'queued':
      return `Waiting · ${size}`;
    case 'uploading': {
      if (!isOnline) return `Waiting for the connection · ${Math.floor(upload.progress * 100)}% of ${size}`;
      const percent = `${Math.floor(upload.progress * 100)}% of ${size}`;
      const speed = upload.bytesPerSecond > 0 ? ` · ${formatBytes(upload.bytesPerSecond)}/s` : '';
      const left =
        upload.remainingSeconds === null ? '' : ` · ${formatDuration(upload.remainingSeconds)} left`;
      return `Uploading ${percent}${speed}${left}`;
    }
    case 'finishing':
      return `Almost done · ${size}`;
    case 'paused':
      return `Paused at ${Math.floor(upload.progress * 100)}% of ${size}`;
    case 'failed':
      return describeFailure(upload);
    case 'done':
      return upload.storageState === 'available' ? `Ready · ${size}` : `Uploaded · ${size}`;
    case 'cancelled':
      return 'Cancelled';
  }
}

// What is wrong with the file itself stays wrong, however often it is sent.
const finalCodes: ReadonlySet<string> = new Set([
  'TYPE_NOT_ALLOWED',
  'FILE_TOO_LARGE',
  'INVALID_SIZE',
  'INVALID_FILENAME',
  'INVALID_CONTENT_TYPE',
  'FILE_CHANGED',
] satisfies UploadError['code'][]);

/** Whether trying a failed upload again makes sense. */
export function mayRetry({ state, error }: Upload): boolean {
  return state === 'failed' && !finalCodes.has(error?.code ?? '');
}

/** The heading over the queue. */
export function describeTotals(
  { count, done, failed, paused, active }: UploadTotals,
  { isOnline }: { isOnline: boolean },
): string {
  const files = count === 1 ? '1 file' : `${count} files`;
  if (active > 0 && !isOnline) return done === 0 ? `${files} waiting` : `Waiting: ${done} of ${files} done`;
  if (active > 0) return done === 0 ? `Uploading ${files}` : `Uploading: ${done} of ${files} done`;
  if (paused > 0) return `${paused === count ? files : `${paused} of ${files}`} paused`;
  if (failed > 0) return `${failed === count ? files : `${failed} of ${files}`} not uploaded`;
  return `${files} uploaded`;
}

/** Sizes, speed and time under the heading; empty when there is nothing to say. */
export function describeSpeed(
  { sentBytes, sizeBytes, bytesPerSecond, remainingSeconds, active }: UploadTotals,
  { isOnline }: { isOnline: boolean },
): string {
  const parts = [`${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}`];
  if (active === 0 || !isOnline) return parts.join('');
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (remainingSeconds !== null) parts.push(`${formatDuration(remainingSeconds)} left`);
  return parts.join(' · ');
}

/**
 * What a screen reader says about the whole queue: at quarters and at the end, not at every frame. The same text twice in
 * a row is said once.
 */
export function describeMilestone(totals: UploadTotals): string {
  const { count, done, failed, active, paused, progress } = totals;
  if (count === 0) return '';
  const files = count === 1 ? '1 file' : `${count} files`;
  if (active > 0) {
    const quarter = Math.floor(progress * 4) * 25;
    return quarter === 0 ? `Uploading ${files}.` : `${quarter} percent of ${files} uploaded.`;
  }
  const parts = [];
  if (done > 0) parts.push(`${done} of ${files} uploaded.`);
  if (paused > 0) parts.push(`${paused} paused.`);
  if (failed > 0) parts.push(`${failed} failed.`);
  return parts.join(' ');
}
