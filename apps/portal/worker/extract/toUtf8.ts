import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { decodeText, type Encoding, readMark, TextProblem } from './decodeText';

/** Whether it is UTF-8 to its last byte. */
async function isUtf8(file: string): Promise<boolean> {
  let last = '';
  try {
    for await (const piece of decodeText(file, 'utf-8')) last = piece;
  } catch (error) {
    if (error instanceof TextProblem) return false;
    throw error;
  }
  // What is left at the end is a character that was cut off.
  return last === '';
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
