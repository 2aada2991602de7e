import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Writes a stream to a file of at most so many bytes. Answers whether it was no more. */
export async function saveInput(
  body: ReadableStream<Uint8Array>,
  { path, maxBytes, signal }: { path: string; maxBytes: number; signal: AbortSignal },
): Promise<boolean> {
  let bytes = 0;
  const tooMuch = new Error('too much');
  try {
    await pipeline(
      body,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          bytes += piece.length;
          if (bytes > maxBytes) throw tooMuch;
          yield piece;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      { signal },
    );
    return true;
  } catch (error) {
    if (error === tooMuch) return false;
    throw error;
  }
}
