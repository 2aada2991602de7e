import { describe, expect, it, vi } from 'vitest';
import type { ReviewFile } from '@/entities/review';
import { createQueueStore } from './createQueueStore';
import { emptyQueue, startQueue } from './reduceQueue';

const file: ReviewFile = {
  id: 'one',
  name: 'one.pdf',
  size: 1,
  contentType: 'application/pdf',
  category: 'document',
  state: 'available',
  review: 'unreviewed',
  version: 1,
  profile: 'default',
  path: null,
  owner: { id: 'alice', name: 'Alice', email: 'alice@example.com' },
  claim: null,
  flags: [],
  isLegallyHeld: false,
  derivatives: [],
  dueAt: null,
  createdAt: '2026-11-25T00:00:00Z',
  updatedAt: '2026-11-25T00:00:00Z',
};
const page = { files: [file], nextCursor: null };

describe('the lists that are remembered', () => {
  it('begin with what the page had, and tell whoever looks', () => {
    const store = createQueueStore();
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    expect(store.read('')).toBeUndefined();
    store.dispatch('', { type: 'activated', id: 'one' }, startQueue(page));
    expect(store.read('')).toMatchObject({ files: [file], activeId: 'one' });
    store.dispatch('', { type: 'activated', id: 'one' }, emptyQueue);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    store.dispatch('', { type: 'activated', id: null }, emptyQueue);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('all show a decision, each by its own filter', () => {
    const store = createQueueStore();
    for (const search of ['', '?list=all']) store.dispatch(search, { type: 'replaced', page }, emptyQueue);
    store.change({ ...file, review: 'approved' }, 'rita');
    expect(store.read('')?.gone.has('one')).toBe(true);
    expect(store.read('?list=all')?.gone.has('one')).toBe(false);
    expect(store.read('?list=all')?.files[0]?.review).toBe('approved');
  });

  it('are forgotten from the one that was longest not used', () => {
    const store = createQueueStore();
    for (let index = 0; index < 9; index += 1)
      store.dispatch(`?q=${index}`, { type: 'replaced', page }, emptyQueue);
    expect(store.read('?q=0')).toBeUndefined();
    expect(store.read('?q=1')).toBeDefined();
  });
});
