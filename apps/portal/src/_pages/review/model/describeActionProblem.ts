import { ApiError, isSignedOutError } from '@/shared/api';
import { reviewTexts } from '@/shared/texts';

const words = reviewTexts.problems;

// What a reviewer can do about each answer; what is not here says so itself.
const sentences: Readonly<Record<string, string>> = {
  CLAIMED: words.claimed,
  STALE: words.stale,
  INVALID_STATE: words.decided,
  SECOND_APPROVAL_REQUIRED: words.second,
  OWN_FILE: words.own,
  NOT_FOUND: words.gone,
  NETWORK: words.unreachable,
};

/** Why something a reviewer did was not taken, and what to do now. */
export function describeActionProblem(error: unknown): string {
  if (isSignedOutError(error)) return words.signedOut;
  if (!(error instanceof ApiError)) return words.other;
  return Object.hasOwn(sentences, error.code) ? (sentences[error.code] ?? error.message) : error.message;
}

const outdated = ['CLAIMED', 'STALE', 'INVALID_STATE', 'SECOND_APPROVAL_REQUIRED', 'OWN_FILE'];

/** Whether the file is no longer what the page shows, so that its facts have to be read again. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && outdated.includes(error.code);
}
