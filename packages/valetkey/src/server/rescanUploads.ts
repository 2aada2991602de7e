import { scanOutcomes } from '../protocol/index.ts';
import { bestEffort } from './bestEffort.ts';
import { mapBounded } from './mapBounded.ts';
import type { Transition, UploadRecord } from './Records.ts';
import { systemActing } from './route.ts';
import type { Scanner, ScannerVersion, ScanVerdict } from './Scanner.ts';
import { type Acting, auditEvent, type ServerContext } from './ServerContext.ts';
import { scanObject, scanPatch } from './scanUpload.ts';
import type { RescanReport } from './ValetKeyOptions.ts';

/** Scans at a time: what was uploaded just now must find the scanner free. */
const concurrency = 2;

/**
 * Scans again what other signatures judged, and what no scanner has seen. What turns out infected is quarantined; what was held
 * because nobody could look, and is clean, becomes available as it would have been at first. What is infected and held stays
 * with the people who decide about it.
 */
export async function rescan(
  context: ServerContext,
  input: { limit?: number; maxMilliseconds?: number; signal?: AbortSignal } = {},
): Promise<RescanReport> {
  const { limit = 200, maxMilliseconds = 45_000, signal } = input;
  const report: RescanReport = { scanned: 0, quarantined: 0, released: 0, failures: 0 };
  const { scanner } = context;
  const version = (await scanner?.version({ signal })) ?? null;
  if (scanner === undefined || version === null) return report;
  const acting = systemActing(context.createId());
  const deadline = context.clock().getTime() + maxMilliseconds;
  let isGone = false;
  const stale = await context.records.listStaleScans({ database: version.database, limit });
  await mapBounded(stale, concurrency, async (upload) => {
    signal?.throwIfAborted();
    if (isGone || context.clock().getTime() >= deadline) return;
    const isDone = await bestEffort(context, acting, async () => {
      const round: Round = { context, scanner, version, acting, report, signal };
      if (!(await rescanUpload(round, upload))) isGone = true;
    });
    if (!isDone) report.failures++;
  });
  return report;
}

type Round = {
  context: ServerContext;
  scanner: Scanner;
  version: ScannerVersion;
  acting: Acting;
  report: RescanReport;
  signal: AbortSignal | undefined;
};

/** `false` when the scanner went away, which says nothing about the file. */
async function rescanUpload(round: Round, upload: UploadRecord): Promise<boolean> {
  const { context, version, report, signal } = round;
  const facts =
    upload.objectKey === null
      ? null
      : await context.bucketClient.headObject({ key: upload.objectKey, signal });
  if (facts === null || facts.etag !== upload.etag) {
    // The same every minute until somebody restores it: looked at again with the next signatures.
    await note(round, upload, version);
    throw new Error(`the object of upload ${upload.id} is not in the store as it was`);
  }
  const verdict = await scanObject(context, round.scanner, upload, signal);
  if (verdict.outcome === 'unavailable') return false;
  report.scanned++;
  const change = changeOf(upload, verdict);
  if (change === null) {
    await note(round, upload, verdict.by ?? version);
    return true;
  }
  const now = context.clock();
  const reasonCode = change.to === 'quarantined' ? scanOutcomes[verdict.outcome] : null;
  const changed = await context.records.transition({
    id: upload.id,
    from: [upload.state],
    stateVersion: upload.stateVersion,
    to: change.to,
    jobs: change.to === 'available' && upload.state !== 'available' ? context.jobsWhenAvailable(upload) : [],
    patch: { ...scanPatch(verdict, now), scanDatabase: verdict.by?.database ?? version.database, reasonCode },
    event: auditEvent(round.acting, upload, now, {
      action: change.action,
      details: {
        scan: verdict.outcome,
        scanBefore: upload.scan,
        code: reasonCode,
        signature: verdict.signature,
      },
    }),
    now,
  });
  if (changed === null || changed.state === upload.state) return true;
  if (changed.state === 'quarantined') report.quarantined++;
  else report.released++;
  return true;
}

function note({ context }: Round, upload: UploadRecord, by: ScannerVersion): Promise<void> {
  const { id, stateVersion } = upload;
  return context.records.noteScan({ id, stateVersion, by, now: context.clock() });
}

/** What a new verdict makes of a version; `null` when it says what the last one said. */
function changeOf(
  upload: UploadRecord,
  { outcome, signature }: ScanVerdict,
): { to: Transition['to']; action: string } | null {
  // Somebody released exactly this finding; only another one is news.
  if (upload.scan === outcome && upload.scanSignature === signature) return null;
  if (outcome === 'infected') return { to: 'quarantined', action: 'file.quarantined' };
  if (outcome === 'clean' && upload.state === 'quarantined')
    return { to: 'available', action: 'file.available' };
  return { to: upload.state, action: 'file.scanned' };
}
