export { isSecretOf } from './isSecretOf';
export { takeStorageEvents } from './takeStorageEvents';
