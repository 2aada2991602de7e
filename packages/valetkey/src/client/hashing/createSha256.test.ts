import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSha256 } from './createSha256.ts';

function sum(pieces: readonly Uint8Array[]): string {
  const sha256 = createSha256();
  for (const piece of pieces) sha256.update(piece);
  return Buffer.from(sha256.digest()).toString('hex');
}

const text = (value: string) => new TextEncoder().encode(value);

describe('SHA-256', () => {
  // The examples of FIPS 180-2, appendix B, with the empty message of NIST's SHA256ShortMsg.rsp and two lines of it.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('of the official example %#', (message, expected) => {
    expect(sum([text(message)])).toBe(expected);
  });

  it.each([
    ['d3', '28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1'],
    ['11af', '5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98'],
  ])('of the official bytes %s', (hex, expected) => {
    expect(sum([Buffer.from(hex, 'hex')])).toBe(expected);
  });

  it('is what Node says, however the bytes come', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const whole = Buffer.concat(pieces);
        expect(sum(pieces)).toBe(createHash('sha256').update(whole).digest('hex'));
      }),
      { numRuns: 500 },
    );
  });

  it.runIf(process.env.VALETKEY_TEST_FULL)(
    'counts more than 512 MiB, whose length in bits has more than 32',
    () => {
      const piece = new Uint8Array(64 * 1024 * 1024).fill(7);
      const pieces = Array<Uint8Array>(9).fill(piece);
      const expected = createHash('sha256');
      for (const one of pieces) expected.update(one);
      expect(sum(pieces)).toBe(expected.digest('hex'));
    },
    120_000,
  );
});
