import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Processor } from '@/shared/processors/index.server';
import { createWork, Misused, Refused } from './createWork';
import { fileNames, maxAnswerBytes, type ProcessorAnswer, processorTask } from './processorTask';

/** The kind of an error and where it was thrown; never its message, which may repeat the file, unless it is one of ours. */
function describe(error: unknown): { error: string; at: string } {
  if (!(error instanceof Error)) return { error: 'unknown', at: '' };
  const name = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  const kind = error instanceof Misused ? error.message : name;
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
  const write = (answer: ProcessorAnswer) => JSON.stringify(answer);
  let text: string;
  try {
    const output = await processor.run(work);
    // What cannot be written down, such as a circle, is an error of the processor like any other.
    text = write({ outcome: 'done', output, derivatives, events, logs });
    if (Buffer.byteLength(text) > maxAnswerBytes)
      throw new Misused(`an output has at most ${maxAnswerBytes} bytes`, answerTask);
  } catch (error) {
    // What took all its memory is ended by its limit, like one that does not notice.
    if (error instanceof RangeError && /allocation failed/i.test(error.message)) throw error;
    text = write(
      error instanceof Refused
        ? { outcome: 'refused', word: error.word, events, logs }
        : { outcome: 'threw', ...describe(error), events, logs },
    );
  }
  await writeFile(fileNames.answer, text);
}
