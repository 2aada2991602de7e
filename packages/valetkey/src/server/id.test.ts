import { describe, expect, it } from 'vitest';
import { createId, isId } from './id.ts';
import { networkOf } from './route.ts';
import { resolveOptions } from './ServerContext.ts';

describe('ids', () => {
  it('are 26 base32 characters and never the same twice', () => {
    // The ports are not touched: an empty object of each type stands for them.
    const store = {
      signer: Object.create(null),
      bucketClient: Object.create(null),
      capabilities: Object.create(null),
    };
    const { createId: create } = resolveOptions({
      store,
      records: Object.create(null),
      authenticate: async () => null,
      appOrigins: ['http://localhost:3000'],
    });
    const ids = Array.from({ length: 20_000 }, create);
    expect(ids.every(isId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('come from the random bytes that are passed in', () => {
    expect(createId((length) => new Uint8Array(length))).toBe('a'.repeat(26));
  });

  it.each([
    null,
    1,
    '',
    'A'.repeat(26),
    'a'.repeat(25),
    'a'.repeat(27),
    `${'a'.repeat(26)}\n`,
    '1'.repeat(26),
  ])('%j is none', (text) => {
    expect(isId(text)).toBe(false);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
