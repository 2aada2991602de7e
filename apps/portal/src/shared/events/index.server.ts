export type { AccountEvent } from './accountEvent';
export { createLookMemory } from './createLookMemory';
export { recordEvents } from './recordEvents';
