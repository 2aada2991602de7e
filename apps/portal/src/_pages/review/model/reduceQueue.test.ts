import { describe, expect, it } from 'vitest';
import type { ReviewFile } from '@/entities/review';
import {
  cursorAt,
  emptyQueue,
  neighboursOf,
  nextToReview,
  type QueueAction,
  type QueueState,
  reduceQueue,
  startQueue,
} from './reduceQueue';

const minute = (count: number) => new Date(Date.parse('2026-11-25T00:00:00Z') + count * 60_000).toISOString();

function file(index: number, more: Partial<ReviewFile> = {}): ReviewFile {
  return {
    id: `file-${index}`,
    name: `${index}.pdf`,
    size: 10,
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
    createdAt: minute(index),
    updatedAt: minute(index),
    ...more,
  };
}

const files = (...indexes: number[]) => indexes.map((index) => file(index));
const play = (state: QueueState, ...actions: QueueAction[]) => actions.reduce(reduceQueue, state);
const names = (state: QueueState) => state.files.map(({ name }) => name);

describe('loading', () => {
  it('starts with what the server rendered and goes on by cursor', () => {
    const state = play(
      startQueue({ files: files(1, 2), nextCursor: 'after-2' }),
      { type: 'began', status: 'extending' },
      { type: 'extended', cursor: 'after-2', page: { files: files(2, 3, 4), nextCursor: null } },
    );
    expect(names(state)).toEqual(['1.pdf', '2.pdf', '3.pdf', '4.pdf']);
    expect(state).toMatchObject({ status: 'ready', problem: null, nextCursor: null });
    expect([0, 1, 2, 3, 9].map((index) => cursorAt(state, index))).toEqual([
      undefined,
      undefined,
      'after-2',
      'after-2',
      'after-2',
    ]);
  });

  it('takes a page once, also when it was asked for twice', () => {
    const extended: QueueAction = {
      type: 'extended',
      cursor: 'after-1',
      page: { files: files(2), nextCursor: 'after-2' },
    };
    const once = play(startQueue({ files: files(1), nextCursor: 'after-1' }), extended);
    expect(reduceQueue(once, extended)).toBe(once);
  });

  it('says what failed and keeps what is there', () => {
    const start = startQueue({ files: files(1), nextCursor: 'more' });
    expect(play(start, { type: 'began', status: 'extending' }, { type: 'failed' })).toMatchObject({
      status: 'ready',
      problem: 'extend',
      files: files(1),
    });
    expect(play(emptyQueue, { type: 'failed' })).toMatchObject({ status: 'ready', problem: 'replace' });
    expect(
      play(start, { type: 'failed' }, { type: 'replaced', page: { files: files(2), nextCursor: null } })
        .problem,
    ).toBeNull();
  });
});

describe('a look at what colleagues did', () => {
  const loaded = startQueue({ files: files(1, 2, 3), nextCursor: 'after-3' });

  it('changes rows where they are and marks those that left; nothing moves', () => {
    const claimed = file(2, { claim: { by: { id: 'ravi', name: 'Ravi' }, until: minute(99) } });
    const state = play(loaded, {
      type: 'looked',
      cursor: undefined,
      page: { files: [claimed, file(3), file(4)], nextCursor: 'after-4' },
    });
    expect(names(state)).toEqual(['1.pdf', '2.pdf', '3.pdf']);
    expect(state.files[1]).toEqual(claimed);
    expect([...state.gone]).toEqual(['file-1']);
    expect(
      play(state, {
        type: 'looked',
        cursor: undefined,
        page: { files: files(1, 2, 3), nextCursor: 'after-3' },
      }).gone.size,
    ).toBe(0);
  });

  it('does not take what was pushed out of the answer for gone', () => {
    const state = play(loaded, {
      type: 'looked',
      cursor: undefined,
      page: { files: files(0, 1, 2), nextCursor: 'after-2' },
    });
    expect(state.gone.size).toBe(0);
    const all = play(loaded, {
      type: 'looked',
      cursor: undefined,
      page: { files: files(1), nextCursor: null },
    });
    expect([...all.gone]).toEqual(['file-2', 'file-3']);
  });

  it('ignores a stretch of an earlier list', () => {
    expect(play(loaded, { type: 'looked', cursor: 'old', page: { files: [], nextCursor: null } })).toBe(
      loaded,
    );
  });

  it('counts arrivals from the second look on, and none twice', () => {
    const first = play(loaded, { type: 'sawNewest', page: { files: files(9, 8, 7), nextCursor: 'x' } });
    expect(first.arrivals).toEqual([]);
    const second = play(first, { type: 'sawNewest', page: { files: files(11, 10, 9, 8), nextCursor: 'x' } });
    expect(second.arrivals.map(({ name }) => name)).toEqual(['11.pdf', '10.pdf']);
    // What appears at the end only because something before it left is not new.
    expect(
      play(first, { type: 'sawNewest', page: { files: files(9, 8, 6), nextCursor: 'x' } }).arrivals,
    ).toEqual([]);
    const scrolled = play(second, {
      type: 'extended',
      cursor: 'after-3',
      page: { files: files(4, 10), nextCursor: null },
    });
    expect(scrolled.arrivals.map(({ name }) => name)).toEqual(['11.pdf']);
  });

  it('puts arrivals at the end of a complete list, where a later look finds them', () => {
    const complete = startQueue({ files: files(1, 2), nextCursor: null });
    const state = play(
      complete,
      { type: 'sawNewest', page: { files: files(2, 1), nextCursor: null } },
      { type: 'sawNewest', page: { files: files(4, 3, 2, 1), nextCursor: null } },
      { type: 'tookArrivals' },
    );
    expect(names(state)).toEqual(['1.pdf', '2.pdf', '3.pdf', '4.pdf']);
    expect(state.arrivals).toEqual([]);
    const looked: QueueAction = {
      type: 'looked',
      cursor: undefined,
      page: { files: files(1, 2, 4), nextCursor: null },
    };
    expect([...play(state, looked).gone]).toEqual(['file-3']);
  });

  it('takes a change of one file over, and marks it when it leaves the list', () => {
    const approved = file(2, { review: 'approved' });
    const state = play(loaded, { type: 'changed', file: approved, isInList: false });
    expect(state.files[1]).toEqual(approved);
    expect([...state.gone]).toEqual(['file-2']);
    expect(play(state, { type: 'changed', file: file(2), isInList: true }).gone.size).toBe(0);
    expect(play(loaded, { type: 'changed', file: file(77), isInList: false }).gone.size).toBe(0);
  });
});

describe('where to go', () => {
  const viewer = { viewerId: 'rita', now: Date.parse(minute(50)) };
  const claimedBy = (id: string, until: string) => ({ claim: { by: { id, name: id }, until } });

  it('previous and next leave out what left the list', () => {
    const state = play(startQueue({ files: files(1, 2, 3), nextCursor: null }), {
      type: 'changed',
      file: file(2, { review: 'approved' }),
      isInList: false,
    });
    expect(neighboursOf(state, 'file-1')).toMatchObject({ previous: null, next: { id: 'file-3' } });
    expect(neighboursOf(state, 'file-2')).toMatchObject({
      previous: { id: 'file-1' },
      next: { id: 'file-3' },
    });
    expect(neighboursOf(state, 'elsewhere')).toMatchObject({ isListed: false, next: { id: 'file-1' } });
  });

  it('after a decision comes the next file that is mine to decide', () => {
    const list = [
      file(1),
      file(2),
      file(3, claimedBy('ravi', minute(60))),
      file(4, { owner: { id: 'rita', name: 'Rita', email: 'rita@example.com' } }),
      file(5, { state: 'verifying' }),
      file(6, claimedBy('ravi', minute(40))),
    ];
    const state = startQueue({ files: list, nextCursor: null });
    expect(nextToReview(state, 'file-2', viewer)?.id).toBe('file-6');
    expect(nextToReview(state, 'file-6', viewer)?.id).toBe('file-1');
    expect(nextToReview(startQueue({ files: files(1), nextCursor: null }), 'file-1', viewer)).toBeNull();
  });
});
