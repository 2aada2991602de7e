import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import { type ImageTask, imageReport } from './imageReport';
import type { PartExtractor } from './PartExtractor';
import { parseReport } from './parseReport';

const maxBytes = 256 * 1024 ** 2;

const limits: Partial<ContainmentLimits> = { wallMs: 30_000, cpuSeconds: 20 };

/** Cameras write what they say about a picture before it, and seldom half of this. */
const headBytes = 512 * 1024;

/** What a picture says about itself. Of a JPEG its beginning is fetched, and the rest only where that does not reach to the picture. */
export const imageExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const size = upload.size ?? 0;
  if (size > maxBytes) return { state: 'failed', reason: 'too_large' };
  const look = async (name: string, body: ReadableStream<Uint8Array>, isWhole: boolean) => {
    const file = join(folder.path, name);
    if (!(await saveInput(body, { path: file, maxBytes, signal }))) return { reason: 'too_large' };
    const task: ImageTask = { file, isWhole };
    const outcome = await folder.run({
      program: process.execPath,
      args: ['--max-old-space-size=128', programs.images, JSON.stringify(task)],
      limits,
      env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    });
    return outcome.kind === 'done'
      ? parseReport(imageReport, outcome.printed)
      : { reason: outcomeReason(outcome) };
  };
  const isEnough = upload.contentType === 'image/jpeg' && size > headBytes;
  let report = isEnough
    ? await look('head', await read({ start: 0, end: headBytes - 1 }), false)
    : await look('input', await read(), true);
  if ('problem' in report && report.problem === 'needs_whole')
    report = await look('input', await read(), true);
  if ('reason' in report) return { state: 'failed', reason: report.reason };
  if ('image' in report) return { kind: 'image', ...report.image };
  const { problem } = report;
  return { state: problem === 'kind_not_supported' ? 'not_available' : 'failed', reason: problem };
};
