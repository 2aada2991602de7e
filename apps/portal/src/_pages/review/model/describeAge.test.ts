import { describe, expect, it } from 'vitest';
import { describeAge, describeAgo, describeLeft } from './describeAge';

const now = Date.parse('2026-11-25T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe('ages in words', () => {
  it.each([
    [0, 'just now'],
    [59, 'just now'],
    // A clock that is behind the server's is no reason for "in the future".
    [-500, 'just now'],
    [60, '1 minute'],
    [59 * 60 + 59, '59 minutes'],
    [3_600, '1 hour'],
    [86_399, '23 hours'],
    [86_400, '1 day'],
    [59 * 86_400, '59 days'],
    [61 * 86_400, '2 months'],
    [800 * 86_400, '2 years'],
  ])('%i seconds: %s', (seconds, words) => {
    expect(describeAge(ago(seconds), now)).toBe(words);
  });

  it('reads on in a sentence', () => {
    expect(describeAgo(ago(10), now)).toBe('just now');
    expect(describeAgo(ago(7_200), now)).toBe('2 hours ago');
    expect(describeAgo('not a date', now)).toBe('just now');
  });

  it('says how long a claim lasts', () => {
    expect(describeLeft(ago(-30 * 60), now)).toBe('for 30 more minutes');
    expect(describeLeft(ago(-20), now)).toBe('for 1 more minute');
    expect(describeLeft(ago(-3 * 3_600), now)).toBe('for 3 more hours');
    expect(describeLeft(ago(1), now)).toBe('until somebody else claims it');
  });
});
