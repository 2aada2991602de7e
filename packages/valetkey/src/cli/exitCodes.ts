/** What a command ends with. Scripts rely on it: a meaning never changes. */
export const exitCodes = {
  /** Done, or nothing was wrong. */
  ok: 0,
  /** It ran, and found or left something wrong. */
  problems: 1,
  /** Wrong options, or a variable that is missing or wrong; nothing was tried. */
  usage: 2,
  /** The store or the database could not be reached or refused; nothing can be said about the rest. */
  unavailable: 3,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes: 0 done, 1 something is wrong or was left undone, 2 wrong options or configuration,
3 the store or the database cannot be used, 130 interrupted.`;
