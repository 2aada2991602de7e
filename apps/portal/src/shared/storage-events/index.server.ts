export { takeStorageEvents } from './takeStorageEvents';
