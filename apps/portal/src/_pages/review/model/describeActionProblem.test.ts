import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api';
import { describeActionProblem, isOutdated } from './describeActionProblem';

const answer = (code: string, status: number) =>
  new ApiError({ code, status, message: 'As the server says it.' });

describe('why an action was not taken', () => {
  it.each([
    ['CLAIMED', 409, /take the file over/, true],
    ['STALE', 409, /new version/, true],
    ['INVALID_STATE', 409, /somebody decided/i, true],
    ['OWN_FILE', 403, /Somebody else has to review it/, true],
    ['NOT_FOUND', 404, /next one/, false],
    ['NETWORK', 0, /Nothing was sent/, false],
    ['UNAUTHENTICATED', 401, /Sign in again/, false],
    ['RATE_LIMITED', 429, /As the server says it/, false],
    // No table is asked for what is everybody's by birth.
    ['constructor', 400, /As the server says it/, false],
  ])('%s (%i): what to do now', (code, status, sentence, mustReload) => {
    expect(describeActionProblem(answer(code, status))).toMatch(sentence);
    expect(isOutdated(answer(code, status))).toBe(mustReload);
  });

  it('says little about what nobody foresaw', () => {
    expect(describeActionProblem(new TypeError('x is undefined'))).toBe(
      'That did not work. Try again in a moment.',
    );
    expect(isOutdated(new TypeError())).toBe(false);
  });
});
