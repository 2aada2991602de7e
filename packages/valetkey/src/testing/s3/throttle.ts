import { setTimeout as wait } from 'node:timers/promises';

/** Lets bytes pass at no more than a rate; `null` passes them as they come. */
export async function* throttle(
  source: AsyncIterable<Buffer>,
  bytesPerSecond: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (bytesPerSecond === undefined) {
    yield* source;
    return;
  }
  const piece = Math.max(1, Math.min(16_384, Math.floor(bytesPerSecond / 20)));
  for await (const data of source) {
    for (let at = 0; at < data.length; at += piece) {
      const part = data.subarray(at, at + piece);
      await wait((part.length / bytesPerSecond) * 1000, undefined, { signal });
      yield part;
    }
  }
}
