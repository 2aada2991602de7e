export { maxInsightDays } from './bucketOf';
export type { Figures, Insight, InsightPeriod } from './Insight';
