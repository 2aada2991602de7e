import { describe, expect, it } from 'vitest';
import { changesOf, readAuditDays, readTrashDays, toDraft } from './changesOf';

const saved = { signUp: 'open', isVerifiedEmailRequired: false, trashDays: 30, auditDays: null } as const;

describe('changesOf', () => {
  it('is empty for what is as it was', () => expect(changesOf(saved, toDraft(saved))).toEqual({}));
  it('names what differs and nothing else', () =>
    expect(changesOf(saved, { ...toDraft(saved), signUp: 'closed', trashDays: ' 7 ' })).toEqual({
      signUp: 'closed',
      trashDays: 7,
    }));
});

describe('the days of the audit trail', () => {
  it.each([
    ['', null],
    [' ', null],
    ['90', 90],
    [' 36500 ', 36_500],
    ['89', undefined],
    ['36501', undefined],
    ['90.5', undefined],
    ['-90', undefined],
    ['none', undefined],
  ])('%j is %j', (typed, days) => expect(readAuditDays(typed)).toBe(days));
  it('are a change when they are given and when they are taken away, and none when they are wrong', () => {
    expect(changesOf(saved, { ...toDraft(saved), auditDays: '400' })).toEqual({ auditDays: 400 });
    const limited = { ...saved, auditDays: 400 };
    expect(changesOf(limited, { ...toDraft(limited), auditDays: '' })).toEqual({ auditDays: null });
    expect(changesOf(limited, { ...toDraft(limited), auditDays: '7' })).toEqual({});
  });
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
