import { ValetKeyError } from '../protocol/index.ts';

/** The folders of the bucket. What is under `incoming` is never readable by a user; nothing else is ever the target of a PUT or POST. */
export type KeyPrefix = 'incoming' | 'files' | 'derived' | 'quarantine';

const keyPattern = /^(incoming|files|derived|quarantine)\/[a-z2-7]{26}(?:\/[a-z0-9-]{1,32})?$/;
const maxKeyLength = 128;

/**
 * Refuses every object key that this library would not have made itself, before anything is signed. Keys of this grammar
 * need no encoding in URLs, and no URL parser rewrites them.
 *
 * @throws {ValetKeyError} `INVALID_KEY`
 */
export function assertObjectKey(key: string, allowed: readonly KeyPrefix[]): void {
  const match = typeof key === 'string' && key.length <= maxKeyLength ? keyPattern.exec(key) : null;
  if (match === null) {
    throw new ValetKeyError(
      'INVALID_KEY',
      'The object key must be a prefix of this library, 26 lower-case base32 characters and at most one short name.',
    );
  }
  if (!allowed.includes(match[1] as KeyPrefix)) {
    throw new ValetKeyError(
      'INVALID_KEY',
      `This operation is signed only for keys under ${allowed.map((prefix) => `${prefix}/`).join(', ')}.`,
    );
  }
}
