import { ApiError } from './readProblem';

/** Whether the server said that the session is over. */
export function isSignedOutError(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 401;
}

/** What went wrong with something the user asked for, and what to do. */
export function describeProblem(error: unknown): string {
  if (isSignedOutError(error)) return 'You were signed out. Sign in again to go on.';
  return error instanceof ApiError ? error.message : 'That did not work. Try again in a moment.';
}
