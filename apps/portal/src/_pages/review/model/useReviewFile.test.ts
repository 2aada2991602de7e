import { describe, expect, it } from 'vitest';
import type { ReviewDetail } from '@/entities/review';
import { ApiError } from '@/shared/api';
import { type FileChange, type FileState, reduceFile as reduce } from './useReviewFile';

const detail = { id: 'one', version: 1, review: 'in_review' } as ReviewDetail;
const start: FileState = { detail, busy: null, problem: null, newer: null, isClaimLost: false };
const reduceFile = (state: FileState, change: FileChange) => reduce(state, change, 'me');
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
      isClaimLost: false,
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

  it('tells a claim that was lost from one that was given back', () => {
    const by = (id: string) => ({
      ...detail,
      claim: { by: { id, name: id }, until: '2030-01-01T00:00:00Z' },
    });
    const free = { ...detail, claim: null };
    const mine: FileState = { ...start, detail: by('me') };
    expect(reduceFile(mine, { type: 'heard', detail: by('you') }).isClaimLost).toBe(true);
    const ranOut = reduceFile(mine, { type: 'reloaded', detail: free });
    expect(ranOut.isClaimLost).toBe(true);
    // Still so when somebody takes it after that, and over once it is one's own again, or decided.
    expect(reduceFile(ranOut, { type: 'heard', detail: by('you') }).isClaimLost).toBe(true);
    expect(reduceFile(ranOut, { type: 'succeeded', detail: by('me') }).isClaimLost).toBe(false);
    expect(reduceFile(ranOut, { type: 'heard', detail: { ...free, review: 'approved' } }).isClaimLost).toBe(
      false,
    );
    expect(reduceFile(mine, { type: 'succeeded', detail: free }).isClaimLost).toBe(false);
    expect(reduceFile({ ...start, detail: by('you') }, { type: 'heard', detail: free }).isClaimLost).toBe(
      false,
    );
    const until = '2030-01-01T01:00:00Z';
    expect(reduceFile(mine, { type: 'renewed', until }).detail.claim?.until).toBe(until);
    expect(reduceFile(ranOut, { type: 'renewed', until })).toBe(ranOut);
  });
});
