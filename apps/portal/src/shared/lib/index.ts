export { formatBytes } from './formatBytes';
export { formatDate } from './formatDate';
export { formatDuration } from './formatDuration';
