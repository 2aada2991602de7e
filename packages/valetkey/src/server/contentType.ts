import { ValetKeyError } from '../protocol/index.ts';

/** RFC 6838, section 4.2: a type and a subtype of restricted names. Parameters are not accepted. */
const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

/**
 * A media type in lower case.
 *
 * @throws {ValetKeyError} `INVALID_CONTENT_TYPE` for anything but one plain type: no spaces, no parameters, no lists.
 */
export function parseContentType(value: unknown, at = 'contentType'): string {
  if (typeof value !== 'string' || !mediaType.test(value)) {
    throw new ValetKeyError('INVALID_CONTENT_TYPE', `${at} must be a plain media type such as image/png.`);
  }
  return value.toLowerCase();
}

/** What may be answered under its own type. Everything else (PDF, SVG, HTML, scripts, archives) is plain bytes to a browser. */
const passive = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/aac',
  'audio/mp4',
]);

/** The type a download is answered with: its own where that is harmless, text with its charset named, else plain bytes. */
export function downloadContentType(contentType: string): string {
  if (contentType === 'text/plain') return 'text/plain; charset=utf-8';
  return passive.has(contentType) ? contentType : 'application/octet-stream';
}
