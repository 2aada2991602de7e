import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createSha256, sha256Hex as hashText } from './hashText.ts';
import { createHmacKey, createPortableSha256, createPrefixedHmac, hmacSha256, sha256Hex } from './sha256.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('SHA-256 without node:crypto', () => {
  it('hashes as OpenSSL does, at every length around the block size', () => {
    for (let length = 0; length <= 260; length++) {
      const message = new Uint8Array(length).map((_, i) => i * 7 + length);
      expect(sha256Hex(message)).toBe(createHash('sha256').update(message).digest('hex'));
    }
  });

  it.each([
    ['portable', createPortableSha256],
    ['native', createSha256],
  ])('hashes in pieces of any size (%s)', (_name, create) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
        const hash = create();
        for (const piece of pieces) hash.update(piece);
        expect(hex(hash.digest())).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
      }),
    );
  });

  it('gives the same before and after Node is asked', () => {
    for (let i = 0; i < 100; i++) {
      const text = `é${'x'.repeat(i * 3)}`;
      expect(hashText(text)).toBe(createHash('sha256').update(text).digest('hex'));
      expect(hashText(Buffer.from(text))).toBe(hashText(text));
    }
  });

  it('authenticates as OpenSSL does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 400 }), (key, message) => {
        expect(hex(hmacSha256(createHmacKey(key), message))).toBe(
          createHmac('sha256', key).update(message).digest('hex'),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps the work of a prefix, of any length, between calls', () => {
    const tail = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.array(tail, { minLength: 1, maxLength: 3 }),
        (key, prefix, tails) => {
          const sign = createPrefixedHmac(createHmacKey(key), prefix);
          for (const text of tails) {
            expect(sign(text)).toBe(createHmac('sha256', key).update(prefix).update(text).digest('hex'));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a runtime without node:crypto', () => {
  it('signs the same', async () => {
    const { createSigner } = await import('./createSigner.ts');
    const sign = (create: typeof createSigner) => {
      const signer = create(
        {
          endpoint: 'https://s3.amazonaws.com',
          region: 'us-east-1',
          bucket: 'examplebucket',
          credentials: { accessKeyId: 'a', secretAccessKey: 's' },
        },
        { clock: () => new Date('2026-11-22T12:00:00Z') },
      );
      return Array.from({ length: 80 }, (_, i) =>
        signer.presignUploadPart({
          key: `files/${'a'.repeat(26)}`,
          uploadId: 'u',
          partNumber: i + 1,
          contentLength: 1,
          expiresInSeconds: 60,
        }),
      );
    };
    const expected = sign(createSigner);
    const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    vi.resetModules();
    const fresh = await import('./createSigner.ts');
    expect(sign(fresh.createSigner)).toEqual(expected);
    expect(getBuiltinModule).toHaveBeenCalled();
    getBuiltinModule.mockRestore();
  });
});
