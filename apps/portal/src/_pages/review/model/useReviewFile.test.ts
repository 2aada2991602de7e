import { describe, expect, it } from 'vitest';
import type { ReviewDetail } from '@/entities/review';
import { ApiError } from '@/shared/api';
import { type FileState, reduceFile } from './useReviewFile';

const detail = { id: 'one', version: 1, review: 'in_review' } as ReviewDetail;
const start: FileState = { detail, busy: null, problem: null, newer: null };
const stale = new ApiError({ code: 'STALE', status: 409, message: '' });

describe('one file', () => {
  it('takes over what an action answered', () => {
    const busy = reduceFile(start, { type: 'began', action: 'claim' });
    expect(busy.busy).toBe('claim');
    const claimed = { ...detail, review: 'approved' as const };
    expect(reduceFile(busy, { type: 'succeeded', detail: claimed })).toEqual({
      detail: claimed,
      busy: null,
      problem: null,
      newer: null,
    });
    // An action that changes nothing about the file, such as reading the original.
    expect(reduceFile(busy, { type: 'succeeded', detail: null }).detail).toBe(detail);
  });

  it.each([
    ['a new version', { version: 2 }],
    ['a first approval', { review: 'awaiting_second' as const }],
  ])('keeps what is looked at when %s comes, until it is asked for', (_, change) => {
    const now = { ...detail, ...change };
    const heard = reduceFile(start, { type: 'heard', detail: now });
    expect(heard).toMatchObject({ detail, newer: now });
    expect(reduceFile(heard, { type: 'reloaded', detail: now })).toMatchObject({ detail: now, newer: null });
  });

  it('follows what colleagues do without being asked', () => {
    const claimed = { ...detail, review: 'unreviewed' as const };
    expect(reduceFile(start, { type: 'heard', detail: claimed })).toMatchObject({
      detail: claimed,
      newer: null,
    });
  });

  it('says why an action was refused also after the facts are new', () => {
    const failed = reduceFile(start, { type: 'failed', action: 'decide', error: stale });
    expect(failed.problem?.action).toBe('decide');
    const reloaded = reduceFile(failed, { type: 'reloaded', detail: { ...detail, version: 2 } });
    expect(reloaded.detail.version).toBe(2);
    expect(reloaded.problem).toBe(failed.problem);
    expect(reduceFile(reloaded, { type: 'dismissed' }).problem).toBeNull();
    expect(reduceFile(reloaded, { type: 'began', action: 'decide' }).problem).toBeNull();
  });
});
