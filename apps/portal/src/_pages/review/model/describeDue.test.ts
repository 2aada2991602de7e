import { describe, expect, it } from 'vitest';
import { describeDue } from './describeDue';

const now = Date.parse('2026-11-25T12:00:00Z');
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

describe('describeDue', () => {
  it.each([
    [0, 'due in 0 min', 'soon'],
    [59.9, 'due in 59 min', 'soon'],
    [60, 'due in 60 min', 'later'],
    [90, 'due in 1 h', 'later'],
    [200, 'due in 3 h', 'later'],
    [2_880, 'due in 2 days', 'later'],
    [-0.1, '0 min overdue', 'late'],
    [-125, '2 h overdue', 'late'],
    [-1_440 * 30, '30 days overdue', 'late'],
  ])('%i minutes from now', (minutes, text, look) => {
    expect(describeDue(inMinutes(minutes), now)).toEqual({ text, look });
  });
});
