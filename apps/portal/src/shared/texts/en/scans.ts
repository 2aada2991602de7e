/** What the malware scan of a file came to, for its owner and for the team. */
export const scans = {
  label: 'Malware scan',
  none: 'Not yet',
  outcomes: {
    not_scanned: 'Not scanned: no scanner is set up',
    clean: 'Clean: nothing found',
    infected: 'Something harmful was found',
    too_large: 'Not scanned: larger than the scanner takes',
    too_deep: 'Not scanned to the end: packed too deeply',
    encrypted: 'Not scanned: locked with a password',
    timed_out: 'Not scanned to the end: it took too long',
    failed: 'Not scanned: the scanner could not read it',
    unavailable: 'Not scanned: the scanner could not be reached',
  } as Readonly<Record<string, string>>,
} as const;
