import type { ArchiveListing } from './archiveReport';
import { createListing, type FoundEntry, isBomb } from './createListing';

/** Bytes that come one after the other, of which most are passed over. */
export type ByteStream = {
  /** The next bytes; fewer at the end. */
  read: (length: number) => Promise<Buffer>;
  /** Passes over bytes. Answers whether there were so many. */
  skip: (length: number) => Promise<boolean>;
  /** Bytes that came so far, unpacked, and those they were packed to. */
  progress: () => { bytes: number; packedBytes: number };
};

const block = 512;
/** Long names and the like are read whole; nothing honest is longer. */
const maxMetaBytes = 64 * 1024;

const kinds: Readonly<Record<string, FoundEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'link',
  '2': 'link',
  '3': 'special',
  '4': 'special',
  '5': 'folder',
  '6': 'special',
};

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Octal, or binary with the first bit set, as GNU writes what octal has no room for. */
function number(header: Buffer, from: number, length: number): number | null {
  if ((header[from] ?? 0) & 0x80) {
    let value = (header[from] ?? 0) & 0x7f;
    for (let at = from + 1; at < from + length; at += 1) value = value * 256 + (header[at] ?? 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = text(header, from, length).trim();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

/** The sum of the header's bytes, with spaces for the sum itself. */
export function isTarHeader(header: Buffer): boolean {
  if (header.length < block) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += header[at] ?? 0;
  return sum === number(header, 148, 8);
}

/** Records of `length key=value`, as POSIX has them. */
function readPax(bytes: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(bytes.toString('latin1', at, space));
    if (!(length > space - at && at + length <= bytes.length)) return found;
    const record = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) found.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return found;
}

/**
 * Lists a TAR archive from its headers, passing over everything else. `first` is its first block, which the caller has looked at.
 */
export async function readTar(
  stream: ByteStream,
  { first, format }: { first: Buffer; format: 'tar' | 'tar.gz' },
): Promise<ArchiveListing> {
  const listing = createListing();
  let meta = new Map<string, string>();
  let header = first;
  let isEnded = false;
  /** Not listed to its end, for a reason that is told. */
  let isLeft = false;
  while (!listing.isFull()) {
    if (header.length === block && header.every((byte) => byte === 0)) {
      isEnded = true;
      break;
    }
    const size = number(header, 124, 12);
    if (!isTarHeader(header) || size === null) break;
    const type = String.fromCharCode(header[156] ?? 0);
    const padded = Math.ceil(size / block) * block;
    if ('xgLK'.includes(type) && type !== '\0') {
      if (size > maxMetaBytes) break;
      const bytes = await stream.read(padded);
      if (bytes.length < padded) break;
      const body = bytes.subarray(0, size);
      // What holds for all entries is about owners and the like.
      if (type === 'x') meta = new Map([...meta, ...readPax(body)]);
      if (type === 'L') meta.set('path', text(body, 0, size));
      if (type === 'K') meta.set('linkpath', text(body, 0, size));
    } else {
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
      const short = text(header, 0, 100);
      const name = meta.get('path') ?? (prefix === '' ? short : `${prefix}/${short}`);
      const said = meta.get('size');
      const paxSize = said !== undefined && /^\d{1,15}$/.test(said) ? Number(said) : null;
      const kind = name.endsWith('/') ? 'folder' : (kinds[type] ?? 'special');
      const seconds = number(header, 136, 12);
      const hasBody = kind === 'file' || kind === 'folder';
      listing.add({
        name,
        kind,
        size: hasBody ? (paxSize ?? size) : 0,
        packedSize: null,
        isEncrypted: false,
        modifiedAt: seconds !== null && seconds > 0 && seconds < 253_402_300_799 ? seconds * 1_000 : null,
        linkTarget: kind === 'link' ? (meta.get('linkpath') ?? text(header, 157, 100)) : null,
      });
      meta = new Map();
      // Links and the like have no body, whatever they say.
      const body = paxSize === null ? padded : Math.ceil(paxSize / block) * block;
      const isThere = !hasBody || (await stream.skip(body));
      const { bytes, packedBytes } = stream.progress();
      if (isBomb(bytes, packedBytes)) {
        listing.flagWhole('ratio');
        isLeft = true;
        break;
      }
      if (!isThere) break;
    }
    header = await stream.read(block);
    // An archive without its two empty blocks is one that some programs make.
    if (header.length === 0) {
      isEnded = true;
      break;
    }
  }
  const done = stream.progress();
  const result = listing.finish({ format, packedBytes: done.packedBytes });
  if (!isEnded && !isLeft && !result.warnings.includes('too_many_entries'))
    result.warnings.push('damaged_list');
  return { ...result, isComplete: result.isComplete && isEnded };
}
