import type { ScanOutcome } from '../protocol/index.ts';

/** What scans: engine and version, and the version of its signatures; empty where it does not tell. */
export type ScannerVersion = { engine: string; database: string };

export type ScanVerdict = {
  outcome: Exclude<ScanOutcome, 'not_scanned'>;
  /** What was found, as the scanner names it. */
  signature: string | null;
  /** Who says so; `null` when nobody answered. */
  by: ScannerVersion | null;
};

/** A malware scanner, as `createValetKey` is given one. */
export type Scanner = {
  /** Whether a version that is not clean is held until somebody releases it. What is infected is held in any case. */
  isRequired: boolean;
  /**
   * Judges the bytes of one object of `size` bytes; `open` begins to read them, once at most. Whatever goes wrong with the scanner
   * is a verdict. Rejects only with what `open` or the reading failed with, and when it is aborted.
   */
  scan: (input: {
    size: number;
    open: () => Promise<ReadableStream<Uint8Array>>;
    signal?: AbortSignal | undefined;
  }) => Promise<ScanVerdict>;
  /** What scans now; `null` when it cannot be reached. */
  version: (input: { signal?: AbortSignal | undefined }) => Promise<ScannerVersion | null>;
  /** The longest that a scan of so many bytes takes, in milliseconds: nobody takes the file over before. */
  maxMilliseconds: (sizeBytes: number) => number;
};
