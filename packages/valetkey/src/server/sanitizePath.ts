import { ValetKeyError } from '../protocol/index.ts';
import { sanitizeFileName } from './sanitizeFileName.ts';

const maxLength = 4096;
const maxSegments = 32;

/**
 * A folder for display: each segment is sanitised like a file name, `.`, `..` and empty ones are dropped. It never becomes
 * part of a key. `null` when nothing is left.
 *
 * @throws {ValetKeyError} `INVALID_FILENAME`
 */
export function sanitizePath(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > maxLength) {
    throw new ValetKeyError('INVALID_FILENAME', `A path has up to ${maxLength} characters.`);
  }
  const segments = value
    .split(/[/\\]/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && !/^\.+$/.test(segment));
  if (segments.length > maxSegments) {
    throw new ValetKeyError('INVALID_FILENAME', `A path has up to ${maxSegments} folders.`);
  }
  const folders = segments.map(sanitizeFileName);
  return folders.length === 0 ? null : folders.join('/');
}
