import type { Bucket } from './bucketOf';

/** A number for each key of each measure; what is nought is missing. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type InsightPeriod = {
  /** ISO 8601, from this moment on and before that one. */
  from: string;
  to: string;
  figures: Figures;
};

export type Insight = InsightPeriod & {
  /** As many days right before. */
  before: InsightPeriod;
  /** What each of `days` is: weeks begin on Monday, and those at the ends have only the days that were asked for. */
  bucket: Bucket;
  /** From a day until one, both included. */
  days: { day: string; until: string; handshakes: number; stored: number; bytes: number }[];
  /** Files that wait to be reviewed, by how long they do already; of more than 1,000 it is said that there are more. */
  waiting: { since: '4 h' | '1 day' | '3 days' | '7 days' | 'more'; files: number; isMore: boolean }[];
};
