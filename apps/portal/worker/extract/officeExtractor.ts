import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import { saveInput } from '../containment/saveInput';
import { type OfficeTask, officeReport } from './officeReport';
import type { PartExtractor } from './PartExtractor';
import { parseReport } from './parseReport';

const mib = 1024 ** 2;
const maxBytes = 512 * mib;

const limits: Partial<ContainmentLimits> = {
  wallMs: 60_000,
  cpuSeconds: 40,
  memoryBytes: 1_024 * mib,
  folderBytes: maxBytes + 64 * mib,
  printedBytes: 4 * mib,
};

const office = 'application/vnd.openxmlformats-officedocument';

const formatOf = (contentType: string): OfficeTask['format'] => {
  if (contentType === `${office}.wordprocessingml.document`) return 'docx';
  return contentType === `${office}.presentationml.presentation` ? 'pptx' : 'open';
};

const dateOf = (time: number | null) => (time === null ? null : new Date(time));

/** What a document of an office program says about itself, and its text. */
export const officeExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const size = upload.size ?? 0;
  if (size > maxBytes) return { state: 'failed', reason: 'too_large' };
  const file = join(folder.path, 'input');
  if (!(await saveInput(await read(), { path: file, maxBytes: size, signal })))
    return { state: 'failed', reason: 'too_large' };
  const task: OfficeTask = { format: formatOf(upload.contentType), file, size };
  const outcome = await folder.run({
    program: process.execPath,
    args: ['--max-old-space-size=512', programs.office, JSON.stringify(task)],
    limits,
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
  });
  if (outcome.kind !== 'done') return { state: 'failed', reason: outcomeReason(outcome) };
  const report = parseReport(officeReport, outcome.printed);
  if ('problem' in report) return { state: 'failed', reason: report.problem };
  const { createdAt, changedAt, ...document } = report.document;
  return { kind: 'document', ...document, createdAt: dateOf(createdAt), changedAt: dateOf(changedAt) };
};
