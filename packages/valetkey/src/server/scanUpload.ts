import { type HoldCode, type ScanOutcome, scanOutcomes, ValetKeyError } from '../protocol/index.ts';
import { profileOf } from './profileOf.ts';
import type { UploadPatch, UploadRecord } from './Records.ts';
import type { Scanner, ScanVerdict } from './Scanner.ts';
import type { ServerContext } from './ServerContext.ts';
import { demand } from './signGrant.ts';

export type ScanPatch = Required<
  Pick<UploadPatch, 'scan' | 'scanSignature' | 'scanEngine' | 'scanDatabase' | 'scannedAt'>
>;

export type Admission =
  | { to: 'available'; patch: UploadPatch & { scan: ScanOutcome } }
  | { to: 'quarantined'; patch: UploadPatch & { scan: ScanOutcome; reasonCode: HoldCode } };

/** Has the scanner read the very object that the record names. */
export function scanObject(
  context: ServerContext,
  scanner: Scanner,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<ScanVerdict> {
  const key = demand(upload.objectKey);
  return scanner.scan({
    size: demand(upload.size),
    signal,
    open: async () => {
      const { facts, body } = await context.bucketClient.getObject({ key, signal });
      if (facts.etag === upload.etag) return body;
      body.cancel().catch(() => {});
      throw new ValetKeyError('OBJECT_CHANGED', 'The object is not the one that was uploaded.');
    },
  });
}

export function scanPatch({ outcome, signature, by }: ScanVerdict, now: Date): ScanPatch {
  return {
    scan: outcome,
    scanSignature: signature,
    scanEngine: by?.engine ?? null,
    scanDatabase: by?.database ?? null,
    scannedAt: now,
  };
}

/** What becomes of a version that passed every other check: only what is clean, or need not be, is let through. */
export async function admitUpload(
  context: ServerContext,
  upload: UploadRecord,
  signal: AbortSignal | undefined,
): Promise<Admission> {
  const { scanner } = context;
  if (scanner === undefined) return { to: 'available', patch: { scan: 'not_scanned' } };
  const verdict = await scanObject(context, scanner, upload, signal);
  const patch = scanPatch(verdict, context.clock());
  const reasonCode = scanOutcomes[verdict.outcome];
  const isHeld =
    reasonCode === 'MALWARE' ||
    (reasonCode !== null && scanner.isRequired && !(await mayPassUnscanned(context, upload, verdict)));
  return isHeld
    ? { to: 'quarantined', patch: { ...patch, scan: verdict.outcome, reasonCode } }
    : { to: 'available', patch: { ...patch, scan: verdict.outcome } };
}

async function mayPassUnscanned(
  context: ServerContext,
  upload: UploadRecord,
  { outcome }: ScanVerdict,
): Promise<boolean> {
  if (outcome !== 'too_large') return false;
  return (await profileOf(context, upload)).acceptsTooLargeToScan ?? false;
}
