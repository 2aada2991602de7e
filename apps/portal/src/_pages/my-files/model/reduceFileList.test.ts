import { describe, expect, it } from 'vitest';
import type { FileSummary } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { type FileListState, reduceFileList } from './reduceFileList';

function file(id: string, minute: number, state: FileSummary['state'] = 'available'): FileSummary {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    id,
    name: `${id}.pdf`,
    size: 1,
    contentType: 'application/pdf',
    category: 'document',
    path: null,
    state,
    review: 'unreviewed',
    isReviewRequired: true,
    version: 1,
    rejection: null,
    outcome: null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

const start: FileListState = {
  files: [file('c', 3, 'uploaded'), file('b', 2), file('a', 1)],
  nextCursor: 'after-a',
  question: '',
  status: 'ready',
  problem: null,
  hasNews: false,
};
const ids = (state: FileListState) => state.files.map(({ id }) => id).join('');
const refreshed = (page: { files: FileSummary[]; nextCursor: string | null }, isNewestFirst = true) =>
  reduceFileList(start, { type: 'refreshed', question: '', page, isNewestFirst });

describe('reduceFileList', () => {
  it('puts the newest page on top and keeps what was loaded beyond it', () => {
    const state = refreshed({ files: [file('d', 4), file('c', 3)], nextCursor: 'after-c' });
    expect(ids(state)).toBe('dcba');
    expect(state.files[1]?.state).toBe('available');
    expect(state.nextCursor).toBe('after-a');
  });

  it('drops what a complete page no longer has', () => {
    const state = refreshed({ files: [file('c', 3)], nextCursor: null });
    expect(ids(state)).toBe('c');
    expect(state.nextCursor).toBeNull();
  });

  it('drops a file that vanished from the middle of the newest page', () => {
    expect(ids(refreshed({ files: [file('c', 3), file('a', 1)], nextCursor: 'after-a' }))).toBe('ca');
  });

  it('starts anew when so many files came that the newest page does not meet what was loaded', () => {
    const state = refreshed({ files: [file('z', 9), file('y', 8)], nextCursor: 'after-y' });
    expect(ids(state)).toBe('zy');
    expect(state.nextCursor).toBe('after-y');
  });

  it('in another order, says that there is more instead of guessing where it belongs', () => {
    const state = refreshed({ files: [file('z', 9), file('c', 3)], nextCursor: 'after-c' }, false);
    expect(ids(state)).toBe('cba');
    expect(state.files[0]?.state).toBe('available');
    expect(state.hasNews).toBe(true);
    const page = { files: [file('z', 9), file('c', 3), file('b', 2), file('a', 1)], nextCursor: null };
    expect(refreshed(page, false)).toMatchObject({ hasNews: false, nextCursor: null });
  });

  it('takes over single files where they are', () => {
    const state = reduceFileList(start, { type: 'patched', files: [file('c', 3, 'rejected')] });
    expect(ids(state)).toBe('cba');
    expect(state.files[0]?.state).toBe('rejected');
  });

  it('ignores answers to an earlier question', () => {
    const searching = reduceFileList(start, { type: 'began', status: 'searching', question: 'q=x' });
    const page = { files: [], nextCursor: null };
    const late = { question: '', page };
    expect(reduceFileList(searching, { type: 'refreshed', isNewestFirst: true, ...late })).toBe(searching);
    expect(reduceFileList(searching, { type: 'replaced', ...late })).toBe(searching);
    expect(reduceFileList(searching, { type: 'extended', ...late })).toBe(searching);
  });

  it('adds a page without doubling what moved between pages', () => {
    const page = { files: [file('a', 1), file('z', 0)], nextCursor: null };
    expect(ids(reduceFileList(start, { type: 'extended', question: '', page }))).toBe('cbaz');
  });

  it('takes out what was deleted', () => {
    expect(ids(reduceFileList(start, { type: 'removed', ids: ['a', 'c'] }))).toBe('b');
  });

  it('says what went wrong, but not when nobody asked', () => {
    const error = new ApiError({ code: 'NETWORK', status: 0, message: 'No connection.' });
    expect(reduceFileList(start, { type: 'failed', error, isQuiet: true }).problem).toBeNull();
    expect(reduceFileList(start, { type: 'failed', error, isQuiet: false }).problem).toBe('No connection.');
  });
});
