/** A waiting time in words, as exactly as anybody wants to know it. */
export function formatDuration(seconds: number): string {
  if (seconds < 1.5) return '1 second';
  if (seconds < 50) return `${Math.round(seconds)} seconds`;
  if (seconds < 90) return 'about a minute';
  if (seconds < 50 * 60) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 90 * 60) return 'about an hour';
  const hours = Math.round(seconds / 3600);
  return hours < 36 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
