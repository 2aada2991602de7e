import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { TextFacts } from './textReport';

/** It is no text. */
export class TextProblem extends Error {}

export type Encoding = TextFacts['encoding'];

const pieceBytes = 1024 ** 2;
/** What Windows has where Latin-1 has control characters. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The encoding that the first bytes are a mark of; `null` where there is none. */
export async function readMark(file: string): Promise<Exclude<Encoding, 'windows-1252'> | null> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    const mark = buffer.toString('hex', 0, bytesRead);
    if (mark === 'efbbbf') return 'utf-8';
    if (mark.startsWith('fffe')) return 'utf-16le';
    return mark.startsWith('feff') ? 'utf-16be' : null;
  } finally {
    await handle.close();
  }
}

/** Every byte is a character, so nothing contradicts it. */
async function* decodeWindows(file: string): AsyncGenerator<string> {
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
    const text = (piece as Buffer).toString('latin1');
    yield text.replaceAll(/[\u0080-\u009f]/g, (character) => windows.charAt(character.charCodeAt(0) - 0x80));
  }
}

/**
 * A file as text, piece by piece and without its mark; never more than a piece of it is held.
 *
 * @throws {TextProblem} as soon as it is not what `encoding` says. A file that was cut off within its last character is, where others
 * beyond ASCII came before.
 */
export async function* decodeText(file: string, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'windows-1252') {
    yield* decodeWindows(file);
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
  let isBeyondAscii = false;
  const decode = (piece?: Buffer): string | null => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      return null;
    }
  };
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
    const text = decode(piece as Buffer);
    if (text === null) throw new TextProblem('not in this encoding');
    isBeyondAscii ||= /[^\p{ASCII}]/u.test(text);
    yield text;
  }
  const rest = decode();
  if (rest === null && !isBeyondAscii) throw new TextProblem('not in this encoding');
  yield rest ?? '\ufffd';
}
