import type { Logger } from 'pino';
import { createLogger } from './createLogger';

let logger: Logger | undefined;

/** The logger of code that Next runs. */
export function getLogger(): Logger {
  logger ??= createLogger(process.env.LOG_LEVEL?.trim() || 'info');
  return logger;
}
