import { isUtf8 as isUtf8Bytes } from 'node:buffer';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { decodeText, type Encoding, readMark } from './decodeText';

const pieceBytes = 1024 ** 2;

/** Where the last characters of a piece begin, of which the next piece may have the rest. */
function findRest(bytes: Buffer): number {
  const last = bytes.subarray(-3).findLastIndex((byte) => byte >= 0xc0);
  return last === -1 ? bytes.length : Math.max(bytes.length - 3, 0) + last;
}

/** Whether it is UTF-8 to its last byte. Looked at as bytes: as text it would take ten times as long, and nobody keeps it. */
async function isUtf8(file: string): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    const end = findRest(bytes);
    if (!isUtf8Bytes(bytes.subarray(0, end))) return false;
    rest = bytes.subarray(end);
  }
  return isUtf8Bytes(rest);
}

async function rewrite(file: string, encoding: Encoding): Promise<void> {
  const written = `${file}.utf-8`;
  const stream = createWriteStream(written);
  for await (const piece of decodeText(file, encoding)) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await finished(stream);
  await rename(written, file);
}

/**
 * Makes a text UTF-8 without a mark, in its place, where it is not that already: the database reads nothing else reliably. UTF-16 has its
 * mark; what is not UTF-8 is of an alphabet of old, of which the western one is guessed.
 */
export async function toUtf8(file: string): Promise<void> {
  const mark = await readMark(file);
  if (mark !== null) await rewrite(file, mark);
  else if (!(await isUtf8(file))) await rewrite(file, 'windows-1252');
}
