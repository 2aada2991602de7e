export { readSummary } from './api/insightRoutes';
