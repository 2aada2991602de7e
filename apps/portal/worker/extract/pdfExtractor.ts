import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainmentLimits } from '../containment/limits';
import { outcomeReason } from '../containment/outcomeReason';
import type { ContainedOutcome } from '../containment/runContained';
import { saveInput } from '../containment/saveInput';
import type { PartExtractor } from './PartExtractor';
import { showText } from './showText';

const maxBytes = 512 * 1024 ** 2;
const maxFactLength = 300;
/** What is kept for search; a long book. */
const maxTextLength = 500_000;
/** A character has at most four bytes. */
const maxTextBytes = 4 * maxTextLength;
/** Pages whose text is taken. */
const maxPages = 2_000;

const limits: Partial<ContainmentLimits> = { wallMs: 90_000, cpuSeconds: 60 };

const failed = (outcome: Exclude<ContainedOutcome, { kind: 'done' }>) => {
  if (outcome.kind === 'tool_missing') return { state: 'not_available', reason: 'tool_missing' } as const;
  const isLocked = outcome.kind === 'unreadable' && /password/i.test(outcome.detail);
  return { state: 'failed', reason: isLocked ? 'encrypted' : outcomeReason(outcome) } as const;
};

/** Facts as the program prints them, a line each; what a document calls itself comes first, so of two the later one counts. */
function readFacts(printed: string) {
  const facts = new Map<string, string>();
  for (const line of printed.split('\n')) {
    const [, name, value] = /^([A-Za-z ]{1,30}):\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) facts.set(name, value.trim());
  }
  const text = (name: string) => {
    const value = facts.get(name) ?? '';
    return value === '' ? null : showText(value, maxFactLength);
  };
  const moment = (name: string) => {
    const date = new Date(facts.get(name) ?? '');
    const year = date.getUTCFullYear();
    return year >= 1900 && year < 10_000 ? date : null;
  };
  const pages = Number(facts.get('Pages'));
  return {
    pageCount: Number.isInteger(pages) && pages >= 0 && pages < 2 ** 31 ? pages : null,
    title: text('Title'),
    author: text('Author'),
    createdAt: moment('CreationDate'),
    changedAt: moment('ModDate'),
  };
}

async function readText(path: string): Promise<{ text: string; isWhole: boolean }> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxTextBytes), 0, maxTextBytes, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n|\f/);
    const text = lines
      .map((line) => showText(line, maxTextLength).trimEnd())
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
    const isWhole = size <= bytesRead && text.length <= maxTextLength;
    return { text: text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, ''), isWhole };
  } finally {
    await handle.close();
  }
}

/** What a PDF document says about itself, and its text. */
export const pdfExtractor: PartExtractor = async ({ upload, folder, programs, read, signal }) => {
  const { pdfinfo, pdftotext } = programs;
  if (pdfinfo === null || pdftotext === null) return { state: 'not_available', reason: 'tool_missing' };
  if ((upload.size ?? 0) > maxBytes) return { state: 'failed', reason: 'too_large' };
  const input = 'input.pdf';
  if (!(await saveInput(await read(), { path: join(folder.path, input), maxBytes, signal })))
    return { state: 'failed', reason: 'too_large' };
  const told = await folder.run({ program: pdfinfo, args: ['-isodates', '-enc', 'UTF-8', input], limits });
  if (told.kind !== 'done') return failed(told);
  const facts = readFacts(told.printed);
  const output = 'text.txt';
  const written = await folder.run({
    program: pdftotext,
    args: ['-q', '-enc', 'UTF-8', '-l', String(maxPages), input, output],
    limits: { ...limits, folderBytes: maxBytes + 64 * 1024 ** 2 },
  });
  if (written.kind !== 'done') return failed(written);
  const { text, isWhole } = await readText(join(folder.path, output));
  const isComplete = isWhole && (facts.pageCount ?? 0) <= maxPages;
  return {
    kind: 'document',
    ...facts,
    slideCount: null,
    wordCount: null,
    hasMacros: false,
    text,
    isComplete,
  };
};
