import { describe, expect, it } from 'vitest';
import { isCheckpointSigned, signCheckpoint } from './signedCheckpoint';
import { publicKeyOf, readSigningKey } from './signedHead';

const key = readSigningKey(Buffer.alloc(32, 1).toString('base64url'));
const other = readSigningKey(Buffer.alloc(32, 2).toString('base64url'));
const facts = {
  position: 12,
  head: 'a'.repeat(64),
  kept: 2,
  keptHash: 'b'.repeat(64),
  eventsBefore: '2029-01-01T00:00:00.000Z',
  at: '2030-01-02T03:04:05.006Z',
};

describe('a signed checkpoint', () => {
  const checkpoint = { ...facts, ...signCheckpoint(facts, key) };

  it('is what was signed, by a key that is trusted', () => {
    expect(isCheckpointSigned(checkpoint)).toBe(true);
    expect(isCheckpointSigned(checkpoint, [publicKeyOf(other), publicKeyOf(key)])).toBe(true);
    expect(isCheckpointSigned(checkpoint, [publicKeyOf(other)])).toBe(false);
    expect(isCheckpointSigned({ ...facts, ...signCheckpoint(facts, other) }, [publicKeyOf(key)])).toBe(false);
  });

  it.each<[string, object]>([
    ['place', { position: 11 }],
    ['head', { head: 'c'.repeat(64) }],
    ['count of what was kept', { kept: 1 }],
    ['hash of what was kept', { keptHash: 'c'.repeat(64) }],
    ['time before which events went', { eventsBefore: '2029-06-01T00:00:00.000Z' }],
    ['time', { at: '2031-01-02T03:04:05.006Z' }],
    ['key', { publicKey: publicKeyOf(other) }],
    ['key that is none', { publicKey: 'x' }],
    ['signature', { signature: `${'A'.repeat(85)}A` }],
    ['signature that is none', { signature: '' }],
  ])('is refused with another %s', (_, change) =>
    expect(isCheckpointSigned({ ...checkpoint, ...change })).toBe(false),
  );
});
