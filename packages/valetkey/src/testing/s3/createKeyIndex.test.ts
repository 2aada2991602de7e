import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigest } from './checksums.ts';
import { combineCrc } from './crc.ts';
import { createKeyIndex } from './createKeyIndex.ts';

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('createKeyIndex', () => {
  it('is a sorted map in UTF-8 byte order', () => {
    const key = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '-', 'ä', '\uffee', '\u{1f600}'),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.option(fc.nat()))), key, (steps, start) => {
        const index = createKeyIndex();
        const model = new Map<string, number>();
        for (const [name, value] of steps) {
          if (value === null) {
            index.delete(name);
            model.delete(name);
          } else {
            index.set(name, value);
            model.set(name, value);
          }
        }
        const sorted = [...model].sort(([a], [b]) => byBytes(a, b));
        expect([...index.scan({})]).toEqual(sorted);
        expect([...index.scan({ after: start })]).toEqual(
          sorted.filter(([name]) => byBytes(name, start) > 0),
        );
        expect([...index.scan({ from: start })]).toEqual(
          sorted.filter(([name]) => byBytes(name, start) >= 0),
        );
        expect(index.size).toBe(model.size);
      }),
      { numRuns: 500 },
    );
  });

  it('holds many blocks in order, whatever the order of arrival', () => {
    const index = createKeyIndex();
    const count = 20_000;
    for (let n = 0; n < count; n++) index.set(String((n * 7919) % count).padStart(6, '0'), n);
    expect([...index.scan({})].map(([key]) => Number(key))).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
    for (let n = 0; n < count; n += 2) index.delete(String(n).padStart(6, '0'));
    expect(index.size).toBe(count / 2);
    expect([...index.scan({ after: '010000' })][0]?.[0]).toBe('010001');
  });
});

describe('combineCrc', () => {
  it('is the CRC of the joined bytes', () => {
    const data = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(
        fc.constantFrom('crc32' as const, 'crc32c' as const, 'crc64nvme' as const),
        data,
        data,
        (algorithm, a, b) => {
          const crc = (...pieces: Uint8Array[]) => {
            const digest = createDigest(algorithm);
            for (const piece of pieces) digest.update(piece);
            return digest.digest();
          };
          expect(combineCrc(algorithm, crc(a), crc(b), b.length)).toEqual(crc(a, b));
        },
      ),
    );
  });
});
