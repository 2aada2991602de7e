/** What became of one of several files; `error` is `null` where it worked. */
export type FileOutcome = { id: string; error: unknown };
