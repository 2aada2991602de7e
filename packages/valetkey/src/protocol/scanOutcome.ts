/**
 * What a malware scan of a version came to. Only `clean` is clean: whatever kept the scanner from looking at all of the bytes has
 * an outcome of its own, and beside it the code under which the version is held.
 */
export const scanOutcomes = {
  /** No scanner was there to ask. */
  not_scanned: null,
  clean: null,
  infected: 'MALWARE',
  /** Larger than the scanner takes. */
  too_large: 'SCAN_LIMIT',
  /** The scanner stopped at a limit of its own: too deeply packed, too many parts, too much inside. */
  too_deep: 'SCAN_LIMIT',
  /** Locked with a password, so that nobody can look inside. */
  encrypted: 'SCAN_ENCRYPTED',
  timed_out: 'SCAN_TIMED_OUT',
  /** The scanner answered with an error, or broke off. */
  failed: 'SCAN_FAILED',
  /** The scanner could not be reached. */
  unavailable: 'SCANNER_UNAVAILABLE',
} as const satisfies Record<string, string | null>;

export type ScanOutcome = keyof typeof scanOutcomes;

/** Why a version is `quarantined`, or `rejected` by who decided about it there. */
export type HoldCode = NonNullable<(typeof scanOutcomes)[ScanOutcome]>;

/** What an owner is told about a version that was held and not released. */
export const holdTitles: Readonly<Record<HoldCode, string>> = {
  MALWARE: 'Something harmful was found in the file',
  SCAN_LIMIT: 'The file is too large or too deeply packed to be scanned for malware',
  SCAN_ENCRYPTED: 'The file is locked with a password and cannot be scanned for malware',
  SCAN_TIMED_OUT: 'The scan for malware took too long',
  SCAN_FAILED: 'The file could not be scanned for malware',
  SCANNER_UNAVAILABLE: 'The scanner for malware could not be reached',
};
