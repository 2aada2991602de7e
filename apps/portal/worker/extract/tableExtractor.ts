import { join } from 'node:path';
import type { ExtractionResult } from 'valetkey/server';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import type { PartExtractor } from './PartExtractor';
import { parseReport } from './parseReport';
import { type TableTask, tableReport } from './tableReport';
import { textExtractor } from './textExtractor';

const mib = 1024 ** 2;

const limits: Partial<ContainmentLimits> = {
  wallMs: 180_000,
  cpuSeconds: 120,
  memoryBytes: 1_536 * mib,
  folderBytes: 2_048 * mib,
  printedBytes: 8 * mib,
};

const formats: Readonly<Record<string, TableTask['format']>> = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/json': 'json',
  'application/vnd.apache.parquet': 'parquet',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** Larger ones are not fetched; workbooks are packed, and read whole. */
const maxBytes = { csv: 512 * mib, tsv: 512 * mib, json: 128 * mib, parquet: 512 * mib, xlsx: 48 * mib };

/** Measures tables: columns, types, figures, the first rows, and totals that do not add up. */
export const tableExtractor: PartExtractor = async (work) => {
  const measured = await measure(work);
  // JSON that is no table is a text like others, or nothing.
  const isNone = 'reason' in measured && measured.reason === 'unreadable';
  if (!isNone || work.upload.contentType !== 'application/json') return measured;
  const text = await textExtractor(work);
  return 'reason' in text ? measured : text;
};

const measure: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const format = formats[upload.contentType];
  if (format === undefined) return { state: 'not_available', reason: 'kind_not_supported' };
  const size = upload.size ?? 0;
  if (size > maxBytes[format]) return { state: 'failed', reason: 'too_large' };
  const file = join(folder.path, `input.${format}`);
  if (!(await saveInput(await read(), { path: file, maxBytes: size, signal })))
    return { state: 'failed', reason: 'too_large' };
  const outcome = await folder.run({
    program: process.execPath,
    args: [
      '--max-old-space-size=640',
      programs.tables,
      JSON.stringify({ format, file, size, folder: folder.path } satisfies TableTask),
    ],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return { state: 'failed', reason: outcomeReason(outcome) };
  const report = parseReport(tableReport, outcome.printed);
  if ('problem' in report) return { state: 'failed', reason: report.problem };
  const { workbook, ...measured } = report;
  return {
    kind: 'table',
    format,
    ...measured,
    workbook: workbook && {
      ...workbook,
      createdAt: dateOf(workbook.createdAt),
      changedAt: dateOf(workbook.changedAt),
    },
  } satisfies ExtractionResult;
};

const dateOf = (time: number | null) => (time === null ? null : new Date(time));
