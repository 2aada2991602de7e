import type { Upload, UploadError, UploadTotals } from 'valetkey/client';
import { isSignedOutError } from '@/shared/api';
import { formatBytes, formatDuration } from '@/shared/lib';
import { uploadTexts as texts } from '@/shared/texts';

function describeFailure({ name, error }: Upload): string {
  if (isSignedOutError(error)) return texts.signedOut;
  if (error?.code === 'QUOTA_EXCEEDED') return texts.quotaExceeded;
  if (error?.code === 'TYPE_NOT_ALLOWED') {
    const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0];
    return extension === undefined ? texts.noEnding : texts.endingRefused(extension);
  }
  return error?.message ?? texts.failed;
}

/** What is happening to one upload, in words. */
export function describeUpload(upload: Upload, { isOnline }: { isOnline: boolean }): string {
  const size = formatBytes(upload.sizeBytes);
  const percent = Math.floor(upload.progress * 100);
  switch (upload.state) {
    case 'queued':
      return texts.waiting(size);
    case 'uploading': {
      if (!isOnline) return texts.waitingForConnection(percent, size);
      const parts = [texts.uploading(percent, size)];
      if (upload.bytesPerSecond > 0) parts.push(`${formatBytes(upload.bytesPerSecond)}/s`);
      if (upload.remainingSeconds !== null) parts.push(texts.left(formatDuration(upload.remainingSeconds)));
      return parts.join(' · ');
    }
    case 'finishing':
      return texts.finishing(size);
    case 'paused':
      return texts.paused(percent, size);
    case 'failed':
      return describeFailure(upload);
    case 'done':
      return upload.storageState === 'available' ? texts.ready(size) : texts.uploaded(size);
    case 'cancelled':
      return texts.cancelled;
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
  const { totals } = texts;
  if (active > 0) return isOnline ? totals.active(count, done) : totals.offline(count, done);
  if (paused > 0) return totals.paused(count, paused);
  return failed > 0 ? totals.failed(count, failed) : totals.done(count);
}

/** Sizes, speed and time under the heading. */
export function describeSpeed(
  { sentBytes, sizeBytes, bytesPerSecond, remainingSeconds, active }: UploadTotals,
  { isOnline }: { isOnline: boolean },
): string {
  const parts = [texts.totals.bytes(formatBytes(sentBytes), formatBytes(sizeBytes))];
  if (active === 0 || !isOnline) return parts.join('');
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (remainingSeconds !== null) parts.push(texts.left(formatDuration(remainingSeconds)));
  return parts.join(' · ');
}

/**
 * What a screen reader says about the whole queue: at quarters and at the end, not at every frame. The same text twice in
 * a row is said once.
 */
export function describeMilestone(totals: UploadTotals): string {
  const { count, done, failed, active, paused, progress } = totals;
  const { milestones } = texts;
  if (count === 0) return '';
  if (active > 0) {
    const quarter = Math.floor(progress * 4) * 25;
    return quarter === 0 ? milestones.started(count) : milestones.quarter(quarter, count);
  }
  const parts = [];
  if (done > 0) parts.push(milestones.done(done, count));
  if (paused > 0) parts.push(milestones.paused(paused));
  if (failed > 0) parts.push(milestones.failed(failed));
  return parts.join(' ');
}
