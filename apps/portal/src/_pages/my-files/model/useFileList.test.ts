import { describe, expect, it } from 'vitest';
import type { FileSummary } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { type FileListState, reduceFileList } from './useFileList';

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
  search: '',
  status: 'ready',
  problem: null,
  isSignedOut: false,
};
const ids = (state: FileListState) => state.files.map(({ id }) => id).join('');

describe('reduceFileList', () => {
  it('puts the newest page on top and keeps what was loaded beyond it', () => {
    const page = { files: [file('d', 4), file('c', 3)], nextCursor: 'after-c' };
    const state = reduceFileList(start, { type: 'refreshed', search: '', page });
    expect(ids(state)).toBe('dcba');
    expect(state.files[1]?.state).toBe('available');
    expect(state.nextCursor).toBe('after-a');
  });

  it('drops what a complete page no longer has', () => {
    const page = { files: [file('c', 3)], nextCursor: null };
    const state = reduceFileList(start, { type: 'refreshed', search: '', page });
    expect(ids(state)).toBe('c');
    expect(state.nextCursor).toBeNull();
  });

  it('drops a file that vanished from the middle of the newest page', () => {
    const page = { files: [file('c', 3), file('a', 1)], nextCursor: 'after-a' };
    expect(ids(reduceFileList(start, { type: 'refreshed', search: '', page }))).toBe('ca');
  });

  it('starts anew when so many files came that the newest page does not meet what was loaded', () => {
    const page = { files: [file('z', 9), file('y', 8)], nextCursor: 'after-y' };
    const state = reduceFileList(start, { type: 'refreshed', search: '', page });
    expect(ids(state)).toBe('zy');
    expect(state.nextCursor).toBe('after-y');
  });

  it('takes over single files where they are', () => {
    const state = reduceFileList(start, { type: 'patched', files: [file('c', 3, 'rejected')] });
    expect(ids(state)).toBe('cba');
    expect(state.files[0]?.state).toBe('rejected');
  });

  it('ignores answers to an earlier search', () => {
    const searching = reduceFileList(start, { type: 'began', status: 'searching', search: 'x' });
    const page = { files: [], nextCursor: null };
    expect(reduceFileList(searching, { type: 'refreshed', search: '', page })).toBe(searching);
    expect(reduceFileList(searching, { type: 'replaced', search: '', page })).toBe(searching);
  });

  it('adds a page without doubling what moved between pages', () => {
    const page = { files: [file('a', 1), file('z', 0)], nextCursor: null };
    expect(ids(reduceFileList(start, { type: 'extended', page }))).toBe('cbaz');
  });

  it('notices the end of the session, also in the background', () => {
    const error = new ApiError({ code: 'UNAUTHENTICATED', status: 401, message: 'Sign in first.' });
    const state = reduceFileList(start, { type: 'failed', error, isQuiet: true });
    expect(state).toMatchObject({ isSignedOut: true, problem: null, status: 'ready' });
  });
});
