/** What an administrator may do about a held file; each is the last part of a route. */
export type HoldAction = 'approve' | 'release' | 'refuse';
