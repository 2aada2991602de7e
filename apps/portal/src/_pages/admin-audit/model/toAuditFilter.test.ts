import { describe, expect, it } from 'vitest';
import { isBackwards, toAuditFilter } from './toAuditFilter';

const nothing = { actor: '', file: '', action: '', purpose: '', from: '', to: '', lists: '' };

describe('toAuditFilter', () => {
  it('includes the last day to its end', () =>
    expect(toAuditFilter({ ...nothing, from: '2026-02-28', to: '2026-02-28' })).toMatchObject({
      from: '2026-02-28T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    }));
  it.each(['2026-02-31', 'yesterday', '2026-13-01', "2026-01-01'--", '20260101'])('leaves out %s', (day) =>
    expect(toAuditFilter({ ...nothing, from: day, to: day })).toEqual({
      actor: '',
      file: '',
      action: '',
      purpose: '',
      lists: '0',
    }),
  );
  it.each([
    ['', '', '0'],
    ['1', '', '1'],
    ['nonsense', '', '0'],
    ['', 'thumbnail', '1'],
  ])('leaves the pictures of lists out unless they are asked for: %j, %j', (lists, purpose, expected) =>
    expect(toAuditFilter({ ...nothing, lists, purpose }).lists).toBe(expected),
  );
});

describe('isBackwards', () => {
  it.each([
    ['2026-01-02', '2026-01-01', true],
    ['2026-01-01', '2026-01-01', false],
    ['', '2026-01-01', false],
    ['2026-01-01', '', false],
  ])('%s to %s: %s', (from, to, expected) => expect(isBackwards({ from, to })).toBe(expected));
});
