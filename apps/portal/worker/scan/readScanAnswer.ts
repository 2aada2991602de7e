import type { ScanVerdict } from 'valetkey/server';

type Reading = Pick<ScanVerdict, 'outcome' | 'signature'>;

const maxNameLength = 120;

/** Limits and locks that clamd reports as findings when it is told to (`AlertExceedsMax`, `AlertEncrypted`). */
const heuristics: readonly [RegExp, ScanVerdict['outcome']][] = [
  [/^Heuristics\.Limits\.Exceeded\.MaxScanTime/, 'timed_out'],
  [/^Heuristics\.Limits\.Exceeded/, 'too_deep'],
  [/^Heuristics\.Encrypted/, 'encrypted'],
];

const errors: readonly [RegExp, ScanVerdict['outcome']][] = [
  [/size limit exceeded/i, 'too_large'],
  [/time limit|timed out|CL_ETIMEOUT/i, 'timed_out'],
  [/CL_EMAX|recursion|(?:files?|scan|size) limit/i, 'too_deep'],
  [/encrypted/i, 'encrypted'],
];

/** What an answer to INSTREAM says; nothing but clamd's own `OK` is clean. */
export function readScanAnswer(answer: string): Reading {
  if (answer === 'stream: OK') return { outcome: 'clean', signature: null };
  const found = /^stream: (.+) FOUND$/.exec(answer);
  if (found !== null) {
    // With ExtendedDetectionInfo, hash and size of the infected part come after the name.
    const name = (found[1] ?? '')
      .replace(/\([0-9a-f]{32,64}:\d+\)$/, '')
      .replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, maxNameLength);
    const heuristic = heuristics.find(([pattern]) => pattern.test(name));
    return heuristic === undefined
      ? { outcome: 'infected', signature: name }
      : { outcome: heuristic[1], signature: null };
  }
  const error = errors.find(([pattern]) => pattern.test(answer));
  return { outcome: error?.[1] ?? 'failed', signature: null };
}
