export { beforeShutdown, runBeforeShutdown } from './beforeShutdown';
