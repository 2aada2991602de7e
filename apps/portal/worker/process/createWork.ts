import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { isOwnReason, type Processor, type ProcessorWork } from '@/shared/processors/index.server';
import {
  derivativeFile,
  fileNames,
  maxDerivativeBytes,
  maxEvents,
  maxLogs,
  type ProcessorTask,
  type Said,
  said,
} from './processorTask';

const maxReadBytes = 16 * 1024 ** 2;
const maxLineLength = 1_000_000;

/** Thrown by `refuse`: the end of the work, and no error of the processor. */
export class Refused extends Error {
  readonly word: string;

  constructor(word: string) {
    super(word);
    this.word = word;
  }
}

/** What a processor may not do. The message is ours, and has nothing of the file in it; the place is where `call` was called. */
export class Misused extends Error {
  override readonly name = 'Misused';

  constructor(message: string, call: (...given: never[]) => unknown) {
    super(message);
    Error.captureStackTrace(this, call);
  }
}

function assertSaid(value: Said, call: (...given: never[]) => unknown): void {
  const [issue] = said.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return;
  throw new Misused(
    issue.path[0] === 'word'
      ? `${call.name} takes a word of a-z, 0-9 and _`
      : `${call.name} takes at most 20 figures, numbers or booleans`,
    call,
  );
}

async function readRange({ start, length }: { start: number; length: number }): Promise<Uint8Array> {
  if (!(length >= 0 && length <= maxReadBytes && start >= 0))
    throw new Misused(`read gives at most ${maxReadBytes} bytes at a time`, readRange);
  const handle = await open(fileNames.input);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Lines without their ends; what a line has beyond its length is passed over, so that one without an end takes no memory. */
async function* readLines(): AsyncIterable<string> {
  let line = '';
  const decoder = new TextDecoder('utf-8');
  for await (const piece of createReadStream(fileNames.input) as AsyncIterable<Buffer>) {
    const [first = '', ...rest] = decoder.decode(piece, { stream: true }).split('\n');
    line = (line + first).slice(0, maxLineLength);
    for (const next of rest) {
      yield line.replace(/\r$/, '');
      line = next.slice(0, maxLineLength);
    }
  }
  line += decoder.decode();
  if (line !== '') yield line.replace(/\r$/, '');
}

/** What a processor is given in its process, and what it said meanwhile. */
export function createWork(
  processor: Processor,
  task: ProcessorTask,
): { work: ProcessorWork; events: Said[]; logs: Said[]; derivatives: string[] } {
  const events: Said[] = [];
  const logs: Said[] = [];
  const derivatives: string[] = [];
  const work: ProcessorWork = {
    file: task.file,
    stream: () => Readable.toWeb(createReadStream(fileNames.input)) as ReadableStream<Uint8Array>,
    read: readRange,
    lines: readLines,
    // Written by the worker from its own records.
    extracted: task.extracted as ProcessorWork['extracted'],
    results: task.results as ProcessorWork['results'],
    async addDerivative(name, bytes) {
      if (!Object.hasOwn(processor.derivatives, name))
        throw new Misused('addDerivative takes a name that derivatives has', work.addDerivative);
      if (bytes.byteLength > maxDerivativeBytes)
        throw new Misused(`a derivative has at most ${maxDerivativeBytes} bytes`, work.addDerivative);
      await writeFile(derivativeFile(name), bytes);
      if (!derivatives.includes(name)) derivatives.push(name);
    },
    emit(word, figures = {}) {
      if (!processor.events.includes(word))
        throw new Misused('emit takes an event that events has', work.emit);
      if (events.length >= maxEvents) throw new Misused(`at most ${maxEvents} events are emitted`, work.emit);
      assertSaid({ word, figures }, work.emit);
      events.push({ word, figures });
    },
    refuse(word) {
      assertSaid({ word, figures: {} }, work.refuse);
      if (isOwnReason(word))
        throw new Misused("refuse takes a word that is none of the portal's", work.refuse);
      throw new Refused(word);
    },
    signal: AbortSignal.timeout(task.milliseconds),
    log(word, figures = {}) {
      assertSaid({ word, figures }, work.log);
      if (logs.length < maxLogs) logs.push({ word, figures });
    },
  };
  return { work, events, logs, derivatives };
}
