import type { Upload, UploadTotals } from 'valetkey/client';
import { formatBytes, formatDuration } from '@/shared/lib';

/** What is happening to one upload, in words. */
export function describeUpload(upload: Upload): string {
  const size = formatBytes(upload.sizeBytes);
  switch (upload.state) {
    case 'queued':
      return `Waiting · ${size}`;
    case 'uploading': {
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
      return upload.error?.message ?? 'The upload failed.';
    case 'done':
      return upload.storageState === 'available' ? `Ready · ${size}` : `Uploaded · ${size}`;
    case 'cancelled':
      return 'Cancelled';
  }
}

/** The heading over the queue. */
export function describeTotals({ count, done, failed, paused, active }: UploadTotals): string {
  const files = count === 1 ? '1 file' : `${count} files`;
  if (active > 0) return done === 0 ? `Uploading ${files}` : `Uploading: ${done} of ${files} done`;
  if (failed > 0) return `${failed === count ? files : `${failed} of ${files}`} not uploaded`;
  if (paused > 0) return `${paused === count ? files : `${paused} of ${files}`} paused`;
  return `${files} uploaded`;
}

/** Sizes, speed and time under the heading; empty when there is nothing to say. */
export function describeSpeed({
  sentBytes,
  sizeBytes,
  bytesPerSecond,
  remainingSeconds,
  active,
}: UploadTotals): string {
  const parts = [`${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}`];
  if (active > 0 && bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (active > 0 && remainingSeconds !== null) parts.push(`${formatDuration(remainingSeconds)} left`);
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
