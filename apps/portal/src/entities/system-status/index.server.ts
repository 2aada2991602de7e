export { scrapeMetrics } from './api/metricsRoute';
export { readStatus } from './api/statusRoute';
