export type { Figures, Insight, InsightPeriod } from './Insight';
