import { describe, expect, it } from 'vitest';
import { describeReport } from './describeReport';

const valid = {
  ...{ isValid: true, sealed: 12_345, unsealed: 0, head: 'ab' },
  ...{ firstBreak: null, checkpoint: null },
};

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

  it('says what was removed, and by whose word', () => {
    const checkpoint = {
      ...{ position: 2_005, kept: 5, publicKey: 'K' },
      ...{ eventsBefore: '2029-01-01T12:00:00.000Z', at: '2030-01-02T12:00:00.000Z' },
    };
    expect(describeReport({ ...valid, checkpoint }).lines.slice(1, -1)).toEqual([
      'The first 2,000 of them, from before 1 Jan 2029, were removed on 2 Jan 2030 behind a signed checkpoint.',
      '5 older events stay because their files are under legal hold.',
      'The checkpoint is signed with the key K. Whether that is yours says the command npm run admin -- audit verify.',
    ]);
    expect(describeReport({ ...valid, checkpoint: { ...checkpoint, kept: 0 } }).lines[2]).toMatch(
      /^No older/,
    );
  });

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
