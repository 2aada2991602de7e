import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import type { PartExtractor } from './PartExtractor';
import { parseReport } from './parseReport';
import { type TextTask, textReport } from './textReport';

const mib = 1024 ** 2;
/** Of a larger one the beginning is read. */
const maxBytes = 256 * mib;

const limits: Partial<ContainmentLimits> = {
  wallMs: 90_000,
  cpuSeconds: 60,
  memoryBytes: 768 * mib,
  // A table that is none is beside it.
  folderBytes: maxBytes + 192 * mib,
  printedBytes: 4 * mib,
};

/** How a text is written, how much there is of it, and how it begins. */
export const textExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const isWhole = (upload.size ?? 0) <= maxBytes;
  const file = join(folder.path, 'input.txt');
  const body = await (isWhole ? read() : read({ start: 0, end: maxBytes - 1 }));
  if (!(await saveInput(body, { path: file, maxBytes, signal })))
    return { state: 'failed', reason: 'too_large' };
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=384', programs.texts, JSON.stringify({ file, isWhole } satisfies TextTask)],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return { state: 'failed', reason: outcomeReason(outcome) };
  const report = parseReport(textReport, outcome.printed);
  if ('problem' in report) return { state: 'failed', reason: report.problem };
  return { kind: 'text', ...report.text };
};
