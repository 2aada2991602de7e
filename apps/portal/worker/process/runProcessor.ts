import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processor } from '@/shared/processors/index.server';
import type { ContainedFolder, Containment } from '../containment/createContainment';
import { readLeft } from '../containment/readLeft';
import type { ContainmentLimit } from '../containment/runContained';
import { saveInput } from '../containment/saveInput';
import {
  derivativeFile,
  fileNames,
  maxAnswerBytes,
  maxDerivativeBytes,
  type ProcessorAnswer,
  type ProcessorTask,
  processorAnswer,
} from './processorTask';

const mib = 1024 ** 2;
/** Its own signal says so this long before the run is ended. */
const warningMs = 1_000;
/** Beside the input: task, answer, derivatives and what it writes meanwhile. */
const workingBytes = 256 * mib;

/** What is recorded of a limit that a run met: who wrote the processor has to know which one to raise. */
const limitWords: Readonly<Record<ContainmentLimit, string>> = {
  wall: 'too_much_time',
  cpu: 'too_much_time',
  memory: 'too_much_memory',
  processes: 'too_much_work',
  output: 'too_much_work',
};

export type ProcessorRun = {
  processor: Processor;
  task: Omit<ProcessorTask, 'milliseconds'>;
  /** The bytes of the version. */
  read: () => Promise<ReadableStream<Uint8Array>>;
  containment: Pick<Containment, 'inFolder'>;
  /** The bundle that has the processors. */
  program: string;
  signal: AbortSignal;
};

export type ProcessorOutcome =
  | (Exclude<ProcessorAnswer, { outcome: 'done' }> | { outcome: 'limit'; word: string })
  | (Extract<ProcessorAnswer, { outcome: 'done' }> & { made: Map<string, Buffer> });

async function readAnswer(folder: ContainedFolder): Promise<ProcessorAnswer | null> {
  const bytes = await readLeft(join(folder.path, fileNames.answer), maxAnswerBytes);
  try {
    return bytes && processorAnswer.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

const threw = (error: string): ProcessorOutcome => ({
  outcome: 'threw',
  error,
  at: '',
  events: [],
  logs: [],
});

/** Runs one processor over one version, in a process that has its limits, no network and no secret. */
export async function runProcessor(run: ProcessorRun): Promise<ProcessorOutcome> {
  const { processor, task, read, containment, program, signal } = run;
  const { inputMebibytes, seconds, memoryMebibytes } = processor.limits;
  const maxBytes = inputMebibytes * mib;
  if (task.file.sizeBytes > maxBytes) return { outcome: 'limit', word: 'too_large' };
  return containment.inFolder(signal, async (folder) => {
    const path = join(folder.path, fileNames.input);
    if (!(await saveInput(await read(), { path, maxBytes, signal })))
      return { outcome: 'limit', word: 'too_large' };
    const milliseconds = Math.max(seconds * 1_000 - warningMs, 500);
    await writeFile(join(folder.path, fileNames.task), JSON.stringify({ ...task, milliseconds }));
    const ended = await folder.run({
      program: process.execPath,
      args: ['--enable-source-maps', `--max-old-space-size=${Math.ceil(memoryMebibytes / 2)}`, program],
      limits: {
        wallMs: seconds * 1_000,
        cpuSeconds: seconds,
        memoryBytes: memoryMebibytes * mib,
        folderBytes: maxBytes + workingBytes,
      },
      env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2', NODE_ENV: 'production' },
    });
    if (ended.kind === 'limit') return { outcome: 'limit', word: limitWords[ended.limit] };
    if (ended.kind !== 'done') return threw('ProcessEnded');
    const answer = await readAnswer(folder);
    if (answer === null) return threw('NoAnswer');
    if (answer.outcome !== 'done') return answer;
    const made = new Map<string, Buffer>();
    for (const name of answer.derivatives) {
      if (!Object.hasOwn(processor.derivatives, name)) return threw('DerivativeRefused');
      const bytes = await readLeft(join(folder.path, derivativeFile(name)), maxDerivativeBytes);
      if (bytes === null || bytes.byteLength === 0) return threw('DerivativeRefused');
      made.set(name, bytes);
    }
    return { ...answer, made };
  });
}
