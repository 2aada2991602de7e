export {
  type AnonymousContext,
  answerAnonymousCall,
  answerCall,
  answerMachineCall,
  type CallContext,
} from './answerCall';
export { createHealthCheck, type Health } from './checkHealth';
export { countCall } from './countCall';
export {
  createPortalValetKey,
  type PortalValetKey,
  type PortalValetKeyOptions,
} from './createPortalValetKey';
export { createStoreProbe, type StoreProbe, type StoreReport } from './createStoreProbe';
export { getPortal, type Portal } from './getPortal';
export { recordLook } from './recordLook';
