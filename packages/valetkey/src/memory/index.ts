export { createMemoryRateLimit, type MemoryRateLimitOptions } from './createMemoryRateLimit.ts';
export { createMemoryRecords, type MemoryRecords, type MemoryRecordsOptions } from './createMemoryRecords.ts';
