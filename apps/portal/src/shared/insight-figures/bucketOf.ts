/** What one bar of a chart is about. */
export type Bucket = 'day' | 'week' | 'month';

/** Three years, one of which may be a leap year. */
export const maxInsightDays = 1_096;

/** As many bars as are told apart at a glance: days to a quarter of a year, weeks to a year, then months. */
export function bucketOf(days: number): Bucket {
  if (days <= 92) return 'day';
  return days <= 366 ? 'week' : 'month';
}
