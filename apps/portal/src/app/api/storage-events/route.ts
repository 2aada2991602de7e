export { takeStorageEvents as POST } from '@/shared/storage-events/index.server';
