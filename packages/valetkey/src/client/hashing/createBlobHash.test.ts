import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBlobHash } from './createBlobHash.ts';

const MiB = 1024 * 1024;
const bytesOf = (sizeBytes: number) =>
  Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31) >> 3);
const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');
const always = () => true;

afterEach(() => vi.restoreAllMocks());

/** As browsers have it whose files do not stream into memory of the reader. */
function withoutByteStreams(blob: Blob): Blob {
  vi.spyOn(blob, 'stream').mockImplementation(
    () =>
      new ReadableStream({
        async start(controller) {
          for (let at = 0; at < blob.size; at += 70_000)
            controller.enqueue(new Uint8Array(await blob.slice(at, at + 70_000).arrayBuffer()));
          controller.close();
        },
      }) as ReturnType<Blob['stream']>,
  );
  return blob;
}

describe('the sum of a piece', () => {
  const sizes = [1, 63, 64, 65, MiB - 1, MiB, MiB + 1, 3 * MiB, 3 * MiB + 5];
  const ways = {
    'by Web Crypto': createBlobHash({ subtle: crypto.subtle, wholeBytes: 4 * MiB }),
    'by ourselves': createBlobHash({ subtle: undefined, wholeBytes: 4 * MiB }),
    'by ourselves from two megabytes on': createBlobHash({ subtle: crypto.subtle, wholeBytes: 2 * MiB }),
  };

  for (const [way, hash] of Object.entries(ways)) {
    it.each(sizes)(`is right ${way}: %d bytes`, async (sizeBytes) => {
      const bytes = bytesOf(sizeBytes);
      expect(await hash(new Blob([bytes]), always)).toBe(expected(bytes));
      expect(await hash(withoutByteStreams(new Blob([bytes])), always)).toBe(expected(bytes));
    });
  }

  it('stops when nobody wants it any more', async () => {
    const hash = createBlobHash({ subtle: undefined, wholeBytes: 0 });
    let looks = 0;
    const hashing = hash(new Blob([bytesOf(5 * MiB)]), () => ++looks < 3);
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
    expect(looks).toBe(3);
  });

  it.each([undefined, crypto.subtle])('is none of a file that ends early', async (subtle) => {
    const hash = createBlobHash({ subtle, wholeBytes: 8 * MiB });
    const blob = withoutByteStreams(new Blob([bytesOf(2 * MiB)]));
    Object.defineProperty(blob, 'size', { value: 3 * MiB });
    await expect(hash(blob, always)).rejects.toMatchObject({ name: 'NotReadableError' });
    // And the next one is not disturbed by it.
    const next = bytesOf(2 * MiB);
    expect(await hash(new Blob([next]), always)).toBe(expected(next));
  });

  it('gives the thread back after each mebibyte', async () => {
    let rests = 0;
    const hash = createBlobHash({ subtle: undefined, wholeBytes: 0, rest: async () => void rests++ });
    await hash(new Blob([bytesOf(3 * MiB)]), always);
    expect(rests).toBe(3);
  });
});
