import { ValetKeyError } from '../protocol/index.ts';

/** One and the same for a foreign, an unknown and a malformed id. */
export function noSuchFile(): ValetKeyError {
  return new ValetKeyError('NOT_FOUND', 'There is no such file.');
}
