export type { AccountEvent } from './accountEvent';
export { recordEvents } from './recordEvents';
