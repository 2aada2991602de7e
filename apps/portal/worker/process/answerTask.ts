import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Processor } from '@/shared/processors/index.server';
import { createWork, Refused } from './createWork';
import { fileNames, type ProcessorAnswer, processorTask } from './processorTask';

/** The kind of an error and where our side threw it; never its message, which may repeat the file. */
function describe(error: unknown): { error: string; at: string } {
  if (!(error instanceof Error)) return { error: 'unknown', at: '' };
  const kind = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  const [, place = ''] = /\(?((?:\/|file:)[^\s()]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  const at = basename(place);
  return { error: kind, at: /^[\w.-]{1,80}:\d+:\d+$/.test(at) ? at : '' };
}

/** Does the task of the folder that it runs in and leaves its answer there: what is printed is nobody's answer. */
export async function answerTask(processors: readonly Processor[]): Promise<void> {
  const task = processorTask.parse(JSON.parse(await readFile(fileNames.task, 'utf8')));
  const processor = processors.find(({ name }) => name === task.processor);
  if (processor === undefined || processor.run === null) throw new Error('no such processor');
  const { work, events, logs, derivatives } = createWork(processor, task);
  let answer: ProcessorAnswer;
  try {
    const output = await processor.run(work);
    answer = { outcome: 'done', output, derivatives, events, logs };
  } catch (error) {
    // What took all its memory is ended by its limit, like one that does not notice.
    if (error instanceof RangeError && /allocation failed/i.test(error.message)) throw error;
    answer =
      error instanceof Refused
        ? { outcome: 'refused', word: error.word, events, logs }
        : { outcome: 'threw', ...describe(error), events, logs };
  }
  await writeFile(fileNames.answer, JSON.stringify(answer));
}
