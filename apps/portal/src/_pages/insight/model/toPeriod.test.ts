import { describe, expect, it } from 'vitest';
import { lastDays, toPeriod } from './toPeriod';

const now = Date.parse('2030-03-05T23:59:59Z');

describe('toPeriod', () => {
  it('is the last thirty days, today included, unless others are asked for', () => {
    expect(toPeriod({ from: '', to: '' }, now)).toEqual({ from: '2030-02-04', to: '2030-03-05' });
    expect(lastDays(7, now)).toEqual({ from: '2030-02-27', to: '2030-03-05' });
    const years = { from: '2028-01-01', to: '2030-12-31' };
    expect(toPeriod(years, now)).toEqual(years);
    expect(toPeriod({ from: '2030-01-01', to: '2030-01-01' }, now)).toEqual({
      from: '2030-01-01',
      to: '2030-01-01',
    });
  });

  it.each([
    ['2030-01-02', '2030-01-01'],
    ['2030-02-30', '2030-03-01'],
    ['2030-01-01', '2033-01-01'],
    ['2030-01-01', ''],
    ['yesterday', '2030-01-01'],
  ])('is none from %j to %j', (from, to) => expect(toPeriod({ from, to }, now)).toBeNull());
});
