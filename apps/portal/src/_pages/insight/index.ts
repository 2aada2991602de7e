export { InsightPage } from './ui/InsightPage';
