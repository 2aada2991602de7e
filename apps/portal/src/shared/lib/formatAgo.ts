import { formatDate } from './formatDate';
import { formatDuration } from './formatDuration';

/** Beyond this a date says more than a number of days, in seconds. */
const recentSeconds = 14 * 24 * 3600;

/** `just now`, `3 minutes ago`, `2 days ago`, and the date for what is long past. */
export function formatAgo(iso: string, now: Date): string {
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  if (seconds < 10) return 'just now';
  return seconds < recentSeconds ? `${formatDuration(seconds)} ago` : formatDate(iso);
}
