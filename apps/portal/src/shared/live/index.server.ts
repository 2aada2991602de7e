export { streamLiveEvents } from './streamLiveEvents';
