import { ValetKeyError } from '../protocol/index.ts';

const maxLength = 1024;
const maxBytes = 200;
const maxExtensionLength = 16;

/*
 * What a name may not have, because it is invisible, reorders what people read, or means something to a shell, a header or a
 * file system. ZWJ and ZWNJ stay: emoji and Persian need them.
 */
const deleted = new RegExp(
  [
    '[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f]', // C0, DEL and C1 that are not white-space
    '[\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]', // bidi, zero-width
    '[\\u{e0000}-\\u{e007f}]', // tags
    '\\p{Noncharacter_Code_Point}',
  ].join('|'),
  'gu',
);
const illFormed = /\p{Surrogate}/u;
const whiteSpace = /[\s\u0085]+/gu;
const windowsReserved = /[<>:"|?*]/g;
const windowsDevice = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9\u00b9\u00b2\u00b3]|conin\$|conout\$|clock\$)$/i;

/**
 * The display name of a file: the last segment of what was given, safe to show, to put into a header and to save on any
 * system, at most 200 bytes, never empty. Doing it twice changes nothing. Nothing is percent-decoded.
 *
 * @throws {ValetKeyError} `INVALID_FILENAME` for what is not a text of 1 to 1,024 well-formed characters, or has a NUL.
 */
export function sanitizeFileName(value: unknown): string {
  if (
    typeof value !== 'string' ||
    value.length === 0 ||
    value.length > maxLength ||
    illFormed.test(value) ||
    value.includes('\u0000')
  ) {
    throw new ValetKeyError(
      'INVALID_FILENAME',
      `A file name has 1 to ${maxLength} characters of well-formed Unicode, none of them NUL.`,
    );
  }
  // Deleting one character can bring together what only now is a device name or composes: until nothing changes.
  let name = value;
  for (;;) {
    const next = sanitizeOnce(name);
    if (next === name) return name;
    name = next;
  }
}

function sanitizeOnce(value: string): string {
  const segments = value.normalize('NFC').split(/[/\\]/);
  let name = segments.filter((segment) => segment !== '').at(-1) ?? '';
  name = name.replace(deleted, '').replace(windowsReserved, '_').replace(whiteSpace, ' ').normalize('NFC');
  name = trimEnds(name);
  if (name.startsWith('-')) name = `_${name.slice(1)}`;
  if (name === '') name = 'file';
  const dot = name.indexOf('.');
  if (windowsDevice.test((dot < 0 ? name : name.slice(0, dot)).trimEnd())) name = `_${name}`;
  return cutToBytes(name);
}

function trimEnds(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && (name[start] === '.' || name[start] === ' ')) start++;
  while (end > start && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return name.slice(start, end);
}

const encoder = new TextEncoder();
const byteLength = (text: string) => encoder.encode(text).length;

function cutToBytes(name: string): string {
  if (name.length * 3 <= maxBytes || byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot) : '';
  const extension = /^\.[\x21-\x7e]+$/.test(ending) && ending.length - 1 <= maxExtensionLength ? ending : '';
  const stem = name.slice(0, name.length - extension.length);
  const room = maxBytes - extension.length;
  return trimEnds(stem.slice(0, cutPosition(stem, room)) + extension);
}

/**
 * Where to cut so that at most `room` bytes are kept and no cluster is split; one that alone is too long (a letter under
 * hundreds of accents) is cut between its code points. Asks for the one cluster at that place: walking there over all
 * of them takes a millisecond, and a handshake has a thousand names.
 */
function cutPosition(stem: string, room: number): number {
  const { read } = encoder.encodeInto(stem, new Uint8Array(room));
  const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(stem);
  return clusters.containing(read)?.index || read;
}
