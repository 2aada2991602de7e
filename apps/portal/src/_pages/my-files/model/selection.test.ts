import { describe, expect, it } from 'vitest';
import { nothingSelected, reduceSelection, type Selection, type SelectionAction } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const after = (...actions: SelectionAction[]): Selection => actions.reduce(reduceSelection, nothingSelected);
const ids = (selection: Selection) => [...selection.ids].sort().join('');

describe('reduceSelection', () => {
  it('selects and lets go', () => {
    expect(ids(after({ type: 'toggled', id: 'b' }, { type: 'toggled', id: 'd' }))).toBe('bd');
    expect(ids(after({ type: 'toggled', id: 'b' }, { type: 'toggled', id: 'b' }))).toBe('');
  });

  it('extends from the last one in both directions, from the same place each time', () => {
    expect(ids(after({ type: 'toggled', id: 'c' }, { type: 'extended', id: 'e', order }))).toBe('cde');
    const twice = after(
      { type: 'toggled', id: 'c' },
      { type: 'extended', id: 'e', order },
      { type: 'extended', id: 'a', order },
    );
    expect(ids(twice)).toBe('abcde');
    expect(twice.anchor).toBe('c');
  });

  it('begins a range where there was none, or where its beginning is gone', () => {
    expect(ids(after({ type: 'extended', id: 'd', order }))).toBe('d');
    expect(ids(after({ type: 'toggled', id: 'z' }, { type: 'extended', id: 'd', order }))).toBe('dz');
  });

  it('forgets what left the list, and is the same object when nothing did', () => {
    const all = after({ type: 'all', order });
    expect(reduceSelection(all, { type: 'kept', order })).toBe(all);
    expect(ids(reduceSelection(all, { type: 'kept', order: ['b'] }))).toBe('b');
    expect(reduceSelection(all, { type: 'cleared' })).toBe(nothingSelected);
  });
});
