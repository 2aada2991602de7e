export { readStatus } from './api/statusRoute';
