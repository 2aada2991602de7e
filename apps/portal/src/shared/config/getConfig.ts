import 'server-only';
import { type PortalConfig, parseConfig } from './parseConfig';

let config: PortalConfig | undefined;

/** The running configuration. Read at the first call and never while building. */
export function getConfig(): PortalConfig {
  config ??= parseConfig(process.env);
  return config;
}
