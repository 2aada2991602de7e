import type { Scanner, ScannerVersion } from 'valetkey/server';
import type { ScannerGap } from './findScannerGaps';

/** What the status page says of the scanner. */
export type ScannerReport = ScannerVersion & { gaps: ScannerGap[] };

/** Gaps are a matter of settings, which change with a restart that nobody tells of. */
const gapsHoldMs = 5 * 60_000;

/** Asks the scanner who it is at every call, and looks for its gaps now and then; `null` when it cannot be reached. */
export function createScannerReport(
  scanner: Pick<Scanner, 'version'>,
  findGaps: () => Promise<ScannerGap[]>,
  clock: () => Date,
): (signal: AbortSignal) => Promise<ScannerReport | null> {
  let known: { at: number; gaps: ScannerGap[] } | null = null;
  return async (signal) => {
    const version = await scanner.version({ signal });
    if (version === null) {
      known = null;
      return null;
    }
    const now = clock().getTime();
    if (known === null || now - known.at >= gapsHoldMs) {
      // One that is too busy to be looked at is there all the same.
      const gaps = await findGaps().catch(() => null);
      known = gaps && { at: now, gaps };
    }
    return { ...version, gaps: known?.gaps ?? [] };
  };
}
