import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import { partLength, planParts } from './planParts.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

// Of every magnitude: an even choice up to 5 TiB would all but never be a file.
const sizes = fc
  .tuple(fc.integer({ min: 0, max: 42 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([power, factor]) => Math.min(limits.maxObjectSizeBytes, Math.floor(2 ** power * factor)));
const speeds = fc.integer({ min: 0, max: 40 }).map((power) => 2 ** power);
const circumstances = fc.record(
  { connections: fc.constantFrom(1, 6, 12, 18, 24), connectionBytesPerSecond: speeds },
  { requiredKeys: [] },
);

describe('planParts', () => {
  it.each([
    [31 * MiB, 6],
    [40 * MiB, 6],
    [128 * MiB, 24],
    [256 * MiB, 42],
    [1 * GiB, 90],
    [5 * GiB, 90],
    [limits.maxObjectSizeBytes, 9_990],
  ])('cuts %d bytes into %d equal parts', (size, partCount) => {
    expect(planParts(size)).toEqual({ partSize: Math.ceil(size / partCount), partCount });
  });

  it.each([
    [1, 1],
    [16 * MiB, 4],
    [29 * MiB, 6],
  ])('cuts %d bytes, which are less than one round, into %d of the smallest parts', (size, partCount) => {
    expect(planParts(size)).toEqual({ partSize: limits.minPartSizeBytes, partCount });
  });

  it.each([
    ['three names of the bucket', { connections: 18 }, 90],
    ['a slow line, within the first window', { connectionBytesPerSecond: 30_000 }, 90],
    ['a fast line', { connectionBytesPerSecond: 50 * MiB }, 24],
    ['a very fast line, parts of 64 MiB at most', { connectionBytesPerSecond: 2 * GiB }, 18],
    ['one connection', { connections: 1 }, 99],
    ['a speed that says nothing', { connectionBytesPerSecond: 0 }, 90],
  ])('cuts 1 GiB for %s', (_, options, partCount) => {
    expect(planParts(GiB, options).partCount).toBe(partCount);
  });

  it('cuts smaller parts for a line on which large ones take minutes', () => {
    const slow = planParts(10 * GiB, { connectionBytesPerSecond: MiB });
    expect(slow.partSize).toBeLessThan(planParts(10 * GiB).partSize);
    expect(slow.partSize / MiB).toBeLessThanOrEqual(30);
  });

  it('stays inside the limits of S3 and adds up, for every size', () => {
    fc.assert(
      fc.property(sizes, circumstances, (size, options) => {
        const { partSize, partCount } = planParts(size, options);
        expect(partCount).toBeLessThanOrEqual(limits.maxParts);
        expect(partSize).toBeGreaterThanOrEqual(limits.minPartSizeBytes);
        expect(partSize).toBeLessThanOrEqual(limits.maxPartSizeBytes);
        const last = partLength(size, partSize, partCount);
        expect(last).toBeGreaterThan(0);
        expect(last).toBeLessThanOrEqual(partSize);
        expect(partSize * (partCount - 1) + last).toBe(size);
      }),
      { numRuns: 2_000 },
    );
  });

  it('fills every round of connections, the last one too, with parts that are all but equal', () => {
    fc.assert(
      fc.property(sizes, circumstances, (size, options) => {
        const { connections = 6 } = options;
        const { partSize, partCount } = planParts(size, options);
        if (size < connections * limits.minPartSizeBytes) {
          expect(partCount).toBeLessThanOrEqual(connections);
        } else {
          expect(partCount % connections).toBe(0);
          // So that the half is not the end of a round.
          const rounds = partCount / connections;
          if (rounds >= 8) expect(rounds % 2).toBe(1);
          // What does not divide evenly is missing from the last part.
          expect(partLength(size, partSize, partCount)).toBeGreaterThan(partSize * 0.99);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([1, 2, 3, 4])(
    'cuts 1 GiB so that one window has all URLs, with %d names of the bucket',
    (names) => {
      expect(planParts(GiB, { connections: names * 6 }).partCount).toBeLessThanOrEqual(
        limits.maxPartsPerWindow,
      );
    },
  );

  it('makes no smaller parts for a faster line', () => {
    fc.assert(
      fc.property(sizes, speeds, speeds, (size, one, other) => {
        const [slow, fast] = [one, other].toSorted((a, b) => a - b);
        const sizeOn = (speed: number) => planParts(size, { connectionBytesPerSecond: speed }).partSize;
        expect(sizeOn(fast!)).toBeGreaterThanOrEqual(sizeOn(slow!));
      }),
    );
  });

  it('fits the first window up to 1 GiB, so that such a file needs one handshake only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: GiB }), (size) => {
        expect(planParts(size).partCount).toBeLessThanOrEqual(limits.maxPartsPerWindow);
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, limits.maxObjectSizeBytes + 1])(
    'refuses the size %d',
    (size) => {
      expect(() => planParts(size)).toThrow(expect.objectContaining({ code: 'INVALID_SIZE' }));
    },
  );
});

describe('partLength', () => {
  it.each([0, 4, -1, 1.5, 10_001])('refuses part %d of a file with three', (partNumber) => {
    expect(() => partLength(11 * MiB, 5 * MiB, partNumber)).toThrow(
      expect.objectContaining({ code: 'INVALID_PART' }),
    );
  });
});
