export { describeDevice } from './describeDevice';
export { formatAgo } from './formatAgo';
export { formatBytes } from './formatBytes';
export { formatDate } from './formatDate';
export { formatDateTime } from './formatDateTime';
export { formatDuration } from './formatDuration';
export { formatLocalTime } from './formatLocalTime';
export { useQueryState } from './useQueryState';
