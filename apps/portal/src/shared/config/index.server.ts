export { getConfig } from './getConfig';
export {
  ConfigError,
  type Environment,
  type PortalConfig,
  parseConfig,
  type RateLimitFigures,
  type ScannerConfig,
  type SignUp,
} from './parseConfig';
export { type Mailbox, parseMailbox } from './parseMailbox';
export { portalVersion } from './portalVersion';
export { storeOrigins } from './storeOrigins';
