import { scanTexts } from '@/shared/texts';

/** What the malware scan of a version came to, in words; one that there are no words for by its own name. */
export function describeScan(scan: string | null): string {
  if (scan === null) return scanTexts.none;
  return Object.hasOwn(scanTexts.outcomes, scan) ? scanTexts.outcomes[scan]! : scan;
}
