import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import { partLength, planParts } from './planParts.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

describe('planParts', () => {
  it.each([
    [1, 5 * MiB, 1],
    [16 * MiB, 5 * MiB, 4],
    [256 * MiB, 5 * MiB, 52],
    [1 * GiB, 16 * MiB, 64],
    [5 * GiB, 64 * MiB, 80],
    [limits.maxObjectSizeBytes, 525 * MiB, 9987],
  ])('cuts %d bytes into parts of %d: %d parts', (size, partSize, partCount) => {
    expect(planParts(size)).toEqual({ partSize, partCount });
  });

  it('stays inside the limits of S3 and adds up, for every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.maxObjectSizeBytes }), (size) => {
        const { partSize, partCount } = planParts(size);
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
