import { describe, expect, it } from 'vitest';
import type { AccessRow } from './AccessRow';
import { mergeAccess } from './mergeAccess';

const row = (changes: Partial<AccessRow>): AccessRow => ({
  actor: { type: 'user', id: 'rita', name: 'Rita', email: 'rita@example.com' },
  file: 'f',
  fileName: 'a.pdf',
  action: 'url.signed',
  purpose: 'original',
  versions: [1],
  reasons: [],
  count: 1,
  first: '2030-01-05T00:00:00.000Z',
  last: '2030-01-05T00:00:00.000Z',
  ...changes,
});

describe('mergeAccess', () => {
  it('adds up what windows counted of one kind, and keeps the newest reasons', () => {
    const merged = mergeAccess([
      row({ versions: [2, 10], reasons: ['d', 'c'], count: 4 }),
      row({ purpose: 'preview', count: 2 }),
      row({ versions: [2], reasons: ['b', 'a'], count: 3, first: '2030-01-01T00:00:00.000Z' }),
    ]);
    expect(merged).toEqual([
      row({
        versions: [2, 10],
        reasons: ['d', 'c', 'b'],
        count: 7,
        first: '2030-01-01T00:00:00.000Z',
      }),
      row({ purpose: 'preview', count: 2 }),
    ]);
  });

  it.each<[string, Partial<AccessRow>]>([
    ['another person', { actor: { type: 'user', id: 'ravi', name: '', email: '' } }],
    ['another file', { file: 'g' }],
    ['another action', { action: 'file.viewed' }],
    ['no purpose', { purpose: null }],
  ])('keeps %s apart', (_, changes) => {
    expect(mergeAccess([row({}), row(changes)])).toHaveLength(2);
  });
});
