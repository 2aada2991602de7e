import { describe, expect, it } from 'vitest';
import { describeChange, describeShare, rowsOf } from './describeFigures';

const period = { from: '2030-01-01T00:00:00Z', to: '2030-01-08T00:00:00Z' };
const rows = (measure: string, now: Record<string, number>, before: Record<string, number> = {}) =>
  rowsOf(measure, { figures: { [measure]: now }, before: { ...period, figures: { [measure]: before } } }).map(
    ({ label, value, before: earlier }) => [label, value, earlier],
  );

describe('rowsOf', () => {
  it('has what is there and what was, the most first', () =>
    expect(rows('not_verified', { held: 1, TYPE_MISMATCH: 4 }, { held: 2, removed: 3 })).toEqual([
      ['type mismatch', 4, 0],
      ['on hold after the scan', 1, 2],
      ['removed', 0, 3],
    ]));
  it('keeps classes in their order', () => {
    expect(rows('turnaround', { more: 9, '1 h': 1, '1 day': 5 }).map(([label]) => label)).toEqual([
      'under 1 h',
      'under 1 day',
      'longer',
    ]);
    expect(rows('upload_time', { '10 MB|2 s': 1, '1 MB|more': 2 }).map(([label]) => label)).toEqual([
      'under 1 MB: longer',
      'under 10 MB: under 2 s',
    ]);
  });
  it('takes no key for a word of its own', () =>
    expect(rows('not_stored', { constructor: 1 })).toEqual([['constructor', 1, 0]]));
  it('says nobody’s name', () => expect(rows('load', { 1: 5 })).toEqual([['Reviewer 1', 5, 0]]));
});

describe('shares and changes', () => {
  it.each([
    [1, 3, '33%'],
    [1, 1000, '0.1%'],
    [0, 0, '–'],
  ])('%d of %d is %s', (value, whole, words) => expect(describeShare(value, whole)).toBe(words));
  it.each([
    [3, 2, '50% more than before'],
    [1, 2, '50% less than before'],
    [2, 2, 'as many as before'],
    [0, 0, 'as many as before'],
    [2, 0, 'none before'],
  ])('%d after %d: %s', (value, before, words) => expect(describeChange(value, before)).toBe(words));
});
