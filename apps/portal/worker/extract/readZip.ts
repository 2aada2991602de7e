import { type ArchiveListing, maxNumber, maxScanned } from './archiveReport';
import type { ByteSource } from './ByteSource';
import { createListing, type FoundEntry, type Listing } from './createListing';

/*
 * The central directory of a ZIP archive (APPNOTE 6.3.10), which is what programs go by that unpack it. Local headers are not read:
 * they may say something else, but a listing of both would be one that no program follows.
 */

const endBytes = 22;
const maxComment = 65_535;
const locatorBytes = 20;
const end64Bytes = 56;
const headerBytes = 46;
/** Headers of more entries than are looked at are not asked for either; names are short. */
const maxDirectoryBytes = 32 * 1024 ** 2;

const unreadable = () => new Error('not a ZIP archive');

/** Where the bytes of an entry are, and how they are packed. */
export type ZipPlace = { name: string; method: number; offset: number; packedSize: number; size: number };

type Directory = { offset: number; size: number; entries: number; end: number };

const toNumber = (value: bigint) => (value > BigInt(maxNumber) ? maxNumber : Number(value));

/** Where the listing is and how long it says it is. */
async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailBytes = Math.min(source.size, endBytes + maxComment);
  const tail = await source.read(source.size - tailBytes, tailBytes);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    // A comment may hold what looks like an end; the real one's comment ends with the file.
    if (at + endBytes + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const end = source.size - tailBytes + at;
    const directory = {
      entries: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
      end,
    };
    const is64 =
      directory.entries === 0xffff || directory.size === 0xffffffff || directory.offset === 0xffffffff;
    return (is64 ? await findDirectory64(source, end) : null) ?? directory;
  }
  throw unreadable();
}

async function findDirectory64(source: ByteSource, end: number): Promise<Directory | null> {
  if (end < locatorBytes + end64Bytes) return null;
  const locator = await source.read(end - locatorBytes, locatorBytes);
  if (locator.readUInt32LE(0) !== 0x07064b50) return null;
  const at = toNumber(locator.readBigUInt64LE(8));
  const record = await source.read(at, end64Bytes);
  if (record.readUInt32LE(0) !== 0x06064b50) throw unreadable();
  return {
    entries: toNumber(record.readBigUInt64LE(32)),
    size: toNumber(record.readBigUInt64LE(40)),
    offset: toNumber(record.readBigUInt64LE(48)),
    end: at,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The upper half of the first alphabet that archives had (code page 437), in which Windows still writes names where it can. */
const oldLetters =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Names are UTF-8 where they say so or read as such; before that, there was one alphabet, and others that nobody named. */
function readName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes
      .toString('latin1')
      .replaceAll(/[\u0080-\u00ff]/g, (letter) => oldLetters.charAt(letter.charCodeAt(0) - 0x80));
  }
}

/** Days before 1980 there are none; the year has seven bits. */
function readDosTime(date: number, time: number): number | null {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return null;
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

/** Sizes and offset beyond 4 GiB are in an extra field, in this order, each only where the header has all ones. */
function readExtra(extra: Buffer, fields: { size: number; packed: number; offset: number }): void {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const field = extra.subarray(at + 4, at + 4 + length);
      let from = 0;
      for (const name of ['size', 'packed', 'offset'] as const) {
        if (fields[name] !== 0xffffffff || from + 8 > field.length) continue;
        fields[name] = toNumber(field.readBigUInt64LE(from));
        from += 8;
      }
      return;
    }
    at += 4 + length;
  }
}

/** The upper half of the attributes is a Unix mode, where a Unix made the archive. */
function readKind(name: string, mode: number): FoundEntry['kind'] {
  const type = mode & 0o170000;
  if (type === 0o120000) return 'link';
  if ([0o020000, 0o060000, 0o010000, 0o140000].includes(type)) return 'special';
  return type === 0o040000 || name.endsWith('/') ? 'folder' : 'file';
}

type Span = { position: number; from: number; to: number };

/** Bytes that two entries call theirs: how small archives unpack to anything. */
function flagOverlaps(listing: Listing, spans: Span[], dataEnd: number): void {
  spans.sort((a, b) => a.from - b.from);
  let last: Span | null = null;
  for (const span of spans) {
    if (span.to > dataEnd) listing.flagLater(span.position, 'overlap');
    if (last !== null && span.from < last.to) {
      listing.flagLater(span.position, 'overlap');
      listing.flagLater(last.position, 'overlap');
    }
    if (last === null || span.to > last.to) last = span;
  }
}

/**
 * Lists a ZIP archive.
 *
 * @throws {MissingBytes} which bytes are needed for it.
 * @throws when it is none.
 */
export async function readZip(
  source: ByteSource,
  onEntry: (place: ZipPlace) => void = () => {},
): Promise<ArchiveListing> {
  const directory = await findDirectory(source);
  const { size, offset, entries, end } = directory;
  // What stands before an archive (a program that unpacks it) moves all offsets.
  const shift = end - size - offset;
  if (shift < 0) throw unreadable();
  const wanted = Math.min(size, maxDirectoryBytes);
  const bytes = await source.read(offset + shift, wanted);
  const listing = createListing();
  const spans: Span[] = [];
  let at = 0;
  let count = 0;
  while (count < entries && !listing.isFull()) {
    if (at + headerBytes > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) break;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((from) =>
      bytes.readUInt16LE(at + from),
    ) as [number, number, number];
    const next = at + headerBytes + nameLength + extraLength + commentLength;
    if (next > bytes.length) break;
    const name = readName(bytes.subarray(at + headerBytes, at + headerBytes + nameLength));
    const fields = {
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    const extraFrom = at + headerBytes + nameLength;
    readExtra(bytes.subarray(extraFrom, extraFrom + extraLength), fields);
    const isUnix = bytes.readUInt8(at + 5) === 3;
    const kind = readKind(name, isUnix ? bytes.readUInt16LE(at + 40) : 0);
    const position = listing.add({
      name,
      kind,
      size: fields.size,
      packedSize: fields.packed,
      isEncrypted: (bytes.readUInt16LE(at + 8) & 0x2041) !== 0,
      modifiedAt: readDosTime(bytes.readUInt16LE(at + 14), bytes.readUInt16LE(at + 12)),
      linkTarget: null,
    });
    const from = fields.offset + shift;
    onEntry({
      name,
      method: bytes.readUInt16LE(at + 10),
      offset: from,
      packedSize: fields.packed,
      size: fields.size,
    });
    spans.push({ position, from, to: from + 30 + nameLength + fields.packed });
    at = next;
    count += 1;
  }
  if (count < entries)
    listing.flagWhole(count >= maxScanned || wanted < size ? 'too_many_entries' : 'damaged_list');
  flagOverlaps(listing, spans, offset + shift);
  return listing.finish({ format: 'zip', said: entries, packedBytes: source.size });
}
