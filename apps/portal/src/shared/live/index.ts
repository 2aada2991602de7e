export { useIsLive, useLiveChanges } from './useLiveChanges';
