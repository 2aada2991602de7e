import { join } from 'node:path';
import type { ExtractionResult } from 'valetkey/server';
import type { ContainedFolder } from '../containment/createContainment';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import { type ArchiveReport, type ArchiveTask, archiveReport } from './archiveReport';
import type { PartExtractor } from './PartExtractor';

const mib = 1024 ** 2;
/** Larger ones are looked at by their ends alone, where a ZIP archive has its listing. */
const maxWholeBytes = 32 * mib;
/** What cannot be listed without reading all of it, and is larger, is not. */
const maxStreamedBytes = 512 * mib;
/** Where most listings are, and all of them say where they begin. */
const tailBytes = 2 * mib;
/** More is not brought, whatever a listing asks for. */
const maxNeededBytes = 40 * mib;
/** A listing, and the one that its end points to. */
const maxRounds = 3;

const limits: Partial<ContainmentLimits> = {
  wallMs: 90_000,
  cpuSeconds: 60,
  memoryBytes: 768 * mib,
  folderBytes: maxStreamedBytes + 64 * mib,
  printedBytes: 8 * mib,
};

const formats: Readonly<Record<string, ArchiveTask['format']>> = {
  'application/zip': 'zip',
  'application/x-tar': 'tar',
  'application/gzip': 'gzip',
};

/** Lists an archive from its headers. What others there are than ZIP, TAR and GZIP is not looked into. */
export const archiveExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const format = formats[upload.contentType];
  if (format === undefined) return { state: 'not_available', reason: 'kind_not_supported' };
  const size = upload.size ?? 0;
  const isTail = format === 'zip' && size > maxWholeBytes;
  if (!isTail && size > maxStreamedBytes) return { state: 'failed', reason: 'too_large' };
  const pieces: ArchiveTask['pieces'] = [];
  const bring = async (offset: number, length: number) => {
    const file = `piece-${pieces.length}`;
    const isWhole = offset === 0 && length === size;
    const body = await read(isWhole ? undefined : { start: offset, end: offset + length - 1 });
    await saveInput(body, { path: join(folder.path, file), maxBytes: length, signal });
    pieces.push({ file, offset, length });
  };
  const from = isTail ? size - tailBytes : 0;
  await bring(from, size - from);
  for (let round = 1; round <= maxRounds; round += 1) {
    const report = await list(folder, programs.archives, { format, size, pieces });
    if ('listing' in report) return toExtracted(report.listing);
    if (!('needs' in report)) return { state: 'failed', reason: report.problem };
    const { offset, length } = report.needs;
    if (length > maxNeededBytes || offset + length > size)
      return { state: 'failed', reason: 'too_much_work' };
    await bring(offset, length);
  }
  return { state: 'failed', reason: 'unreadable' };
};

type Report = Exclude<ArchiveReport, { problem: unknown }> | { problem: string };

async function list(folder: ContainedFolder, program: string, task: ArchiveTask): Promise<Report> {
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=256', program, JSON.stringify(task)],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return { problem: outcomeReason(outcome) };
  try {
    return archiveReport.parse(JSON.parse(outcome.printed));
  } catch {
    return { problem: 'unreadable' };
  }
}

function toExtracted(listing: Extract<ArchiveReport, { listing: unknown }>['listing']): ExtractionResult {
  return {
    kind: 'archive',
    ...listing,
    entries: listing.entries.map((entry) => ({
      ...entry,
      modifiedAt: entry.modifiedAt === null ? null : new Date(entry.modifiedAt),
    })),
  };
}
