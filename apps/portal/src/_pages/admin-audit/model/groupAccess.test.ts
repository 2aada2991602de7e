import { describe, expect, it } from 'vitest';
import type { AccessRow } from '@/entities/audit';
import { groupAccess } from './groupAccess';

const row = (actor: string, file: string, action: string): AccessRow => ({
  actor: { type: 'user', id: actor, name: actor, email: '' },
  file,
  fileName: null,
  action,
  purpose: null,
  versions: [],
  reasons: [],
  count: 1,
  first: '2030-01-01T00:00:00.000Z',
  last: '2030-01-01T00:00:00.000Z',
});

describe('groupAccess', () => {
  it('keeps the order of the rows: whoever did something last is first', () => {
    const rows = [row('rita', 'f', 'a'), row('ravi', 'f', 'a'), row('rita', 'g', 'b')];
    expect(groupAccess(rows, 'person')).toEqual([
      { id: 'user rita', rows: [rows[0], rows[2]] },
      { id: 'user ravi', rows: [rows[1]] },
    ]);
    expect(groupAccess(rows, 'file').map(({ id }) => id)).toEqual(['f', 'g']);
  });
});
