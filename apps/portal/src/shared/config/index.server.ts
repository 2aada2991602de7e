export { getConfig } from './getConfig';
export {
  ConfigError,
  type Environment,
  type PortalConfig,
  parseConfig,
  type RateLimitFigures,
} from './parseConfig';
export { storeOrigins } from './storeOrigins';
