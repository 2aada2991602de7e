import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicKeyOf, readSignedHead, readSigningKey, signHead } from './signedHead';

// Test 1 of RFC 8032, section 7.1.
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString(
  'base64url',
);
const publicKey = Buffer.from(
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  'hex',
).toString('base64url');
const head = { sealed: 12, head: 'a'.repeat(64), at: new Date('2030-01-02T03:04:05.006Z') };

describe('a signed head', () => {
  const key = readSigningKey(seed);
  const file = signHead(head, key);

  it('is signed with Ed25519 over what it says', () => {
    expect(publicKeyOf(key)).toBe(publicKey);
    const text = `valetkey-audit-head-1\n12\n${'a'.repeat(64)}\n2030-01-02T03:04:05.006Z\n`;
    const signature = Buffer.from(file.signature, 'base64url');
    expect(verify(null, Buffer.from(text), createPublicKey(key), signature)).toBe(true);
    expect(readSignedHead(JSON.stringify(file), publicKey)).toEqual(file);
  });

  it.each<[string, object]>([
    ['another count', { sealed: 11 }],
    ['another head', { head: 'b'.repeat(64) }],
    ['another time', { at: '2031-01-02T03:04:05.006Z' }],
    ['another signature', { signature: `${'A'.repeat(85)}A` }],
    ['a field more', { extra: 1 }],
    ['no head', { head: undefined }],
    ['a count that is none', { sealed: '12' }],
  ])('is refused with %s', (_, change) => {
    expect(() => readSignedHead(JSON.stringify({ ...file, ...change }), publicKey)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });

  it.each(['', 'null', '[]', '{', 'not json'])('is not %j', (text) => {
    expect(() => readSignedHead(text, publicKey)).toThrow(/no signed head/);
  });

  it('is not believed for the key that it brings itself', () => {
    const other = signHead(head, readSigningKey(Buffer.alloc(32, 7).toString('base64url')));
    expect(() => readSignedHead(JSON.stringify(other), publicKey)).toThrow(/the trusted one is/);
  });

  it.each(['', 'short', '='.repeat(43), `${seed}x`])('has no key in %j', (text) => {
    expect(() => readSigningKey(text)).toThrow(/AUDIT_SIGNING_KEY/);
  });
});
