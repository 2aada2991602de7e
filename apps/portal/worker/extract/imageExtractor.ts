import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import { type ImageReport, imageReport } from './imageReport';
import type { PartExtractor } from './PartExtractor';

const maxBytes = 256 * 1024 ** 2;

const limits: Partial<ContainmentLimits> = { wallMs: 30_000, cpuSeconds: 20 };

function readReport(printed: string): ImageReport {
  try {
    return imageReport.parse(JSON.parse(printed));
  } catch {
    return { problem: 'unreadable' };
  }
}

/** What a picture says about itself. */
export const imageExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  if ((upload.size ?? 0) > maxBytes) return { state: 'failed', reason: 'too_large' };
  const file = join(folder.path, 'input');
  if (!(await saveInput(await read(), { path: file, maxBytes, signal })))
    return { state: 'failed', reason: 'too_large' };
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=128', programs.images, JSON.stringify({ file })],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return { state: 'failed', reason: outcomeReason(outcome) };
  const report = readReport(outcome.printed);
  if ('image' in report) return { kind: 'image', ...report.image };
  const { problem } = report;
  return { state: problem === 'kind_not_supported' ? 'not_available' : 'failed', reason: problem };
};
