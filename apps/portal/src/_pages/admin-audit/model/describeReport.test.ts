import { describe, expect, it } from 'vitest';
import { describeReport } from './describeReport';

const valid = { isValid: true, sealed: 12_345, unsealed: 0, head: 'ab', firstBreak: null };

describe('describeReport', () => {
  it('says how much is sealed', () =>
    expect(describeReport(valid)).toEqual({
      headline: 'The audit trail is intact.',
      lines: ['12,345 events are sealed in the chain.', 'Nothing waits to be sealed.'],
      advice: null,
    }));

  it('counts what is not sealed yet', () =>
    expect(describeReport({ ...valid, unsealed: 3 }).lines[1]).toBe(
      '3 events are not sealed yet; their own hashes are right.',
    ));

  it('names the first break and what to do', () => {
    const firstBreak = { position: 1_002, eventId: 'e9', problem: 'event changed' };
    const words = describeReport({ ...valid, isValid: false, firstBreak });
    expect(words.headline).toBe('The audit trail was changed.');
    expect(words.lines).toEqual([
      'An event was changed after it was written, at position 1,002 of the chain.',
      'Event e9',
    ]);
    expect(words.advice).toMatch(/last backup/);
  });

  it('has words for a break that is new to it, and for one in the unsealed tail', () => {
    const firstBreak = { position: null, eventId: null, problem: 'something else' };
    expect(describeReport({ ...valid, isValid: false, firstBreak }).lines).toEqual([
      'something else, among the events that are not sealed yet.',
    ]);
  });
});
