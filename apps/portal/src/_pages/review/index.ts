export { parseQueueFilter, toListQuery, toSearch } from './model/QueueFilter';
export { ReviewMemory } from './model/ReviewMemory';
export { MissingFilePage } from './ui/MissingFilePage';
export { ReviewFilePage } from './ui/ReviewFilePage';
export { ReviewQueuePage } from './ui/ReviewQueuePage';
