export { createLogger, redactText } from './createLogger';
export { getLogger } from './getLogger';
