import { ValetKeyError } from '../protocol/index.ts';
import type { ValetKey, ValetKeyOptions } from './ValetKeyOptions.ts';

/**
 * The server of Valet Key: web-standard `Request -> Response` handlers that authenticate, authorise, sign, verify and record,
 * and never carry a file's bytes.
 *
 * @throws {ValetKeyError} `INVALID_OPTION`, naming option, value and expectation.
 */
export function createValetKey(options: ValetKeyOptions): ValetKey {
  throw new ValetKeyError('INTERNAL', `Not there yet (${options.appOrigins.length} origins).`);
}
