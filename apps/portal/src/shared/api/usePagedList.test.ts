import { describe, expect, it } from 'vitest';
import { type PagedListState, reducePagedList } from './usePagedList';

type Row = { id: string; text: string };
const row = (id: string, text = id): Row => ({ id, text });
const start: PagedListState<Row> = {
  items: [row('a'), row('b')],
  nextCursor: 'after-b',
  status: 'ready',
  isKnown: true,
  error: null,
};
const ids = (state: PagedListState<Row>) => state.items.map(({ id }) => id).join('');

describe('reducePagedList', () => {
  it('keeps what is shown until the answer to the next question is there', () => {
    const asked = reducePagedList(start, { type: 'began', status: 'loading' });
    expect(ids(asked)).toBe('ab');
    const answered = reducePagedList(asked, {
      type: 'replaced',
      page: { items: [row('z')], nextCursor: null },
    });
    expect(answered).toMatchObject({ nextCursor: null, status: 'ready' });
    expect(ids(answered)).toBe('z');
  });

  it('adds a page without doubling what moved between pages', () => {
    const page = { items: [row('b'), row('c')], nextCursor: null };
    expect(ids(reducePagedList(start, { type: 'extended', page }))).toBe('abc');
  });

  it('takes over one row where it is, and lets one go', () => {
    const changed = reducePagedList(start, { type: 'changed', item: row('b', 'new') });
    expect(changed.items[1]).toEqual({ id: 'b', text: 'new' });
    expect(ids(reducePagedList(changed, { type: 'removed', id: 'a' }))).toBe('b');
  });

  it('keeps the list when a page fails, and forgets the failure at the next try', () => {
    const failed = reducePagedList(start, { type: 'failed', error: new Error('offline') });
    expect(ids(failed)).toBe('ab');
    expect(failed.nextCursor).toBe('after-b');
    expect(reducePagedList(failed, { type: 'began', status: 'loading-more' }).error).toBeNull();
  });
});
