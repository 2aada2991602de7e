import { describe, expect, it } from 'vitest';
import { changesOf, readTrashDays, toDraft } from './changesOf';

const saved = { signUp: 'open', isVerifiedEmailRequired: false, trashDays: 30 } as const;

describe('changesOf', () => {
  it('is empty for what is as it was', () => expect(changesOf(saved, toDraft(saved))).toEqual({}));
  it('names what differs and nothing else', () =>
    expect(changesOf(saved, { ...toDraft(saved), signUp: 'closed', trashDays: ' 7 ' })).toEqual({
      signUp: 'closed',
      trashDays: 7,
    }));
});

describe('readTrashDays', () => {
  it.each([
    ['1', 1],
    ['3650', 3_650],
    ['0', null],
    ['3651', null],
    ['-3', null],
    ['1.5', null],
    ['1e3', null],
    ['', null],
  ])('%j is %j', (typed, days) => expect(readTrashDays(typed)).toBe(days));
});
