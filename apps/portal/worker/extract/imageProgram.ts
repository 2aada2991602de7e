import { readFile } from 'node:fs/promises';
import type { ImageReport, ImageTask } from './imageReport';
import { isHeaderWhole } from './isHeaderWhole';
import { readImage } from './readImage';

/*
 * Runs contained, over pictures of strangers: reads their headers, and draws nothing. Told what to do by its first argument, answers
 * with one line of JSON.
 */

function problemOf(error: unknown): ImageReport {
  const message = error instanceof Error ? error.message : 'unknown';
  // A format that this build does not know.
  if (/decoding plugin|unsupported codec|compression format/i.test(message))
    return { problem: 'kind_not_supported' };
  process.stderr.write(`${message.split('\n')[0]}\n`);
  return { problem: 'unreadable' };
}

async function answer({ file, isWhole }: ImageTask): Promise<void> {
  const report: ImageReport =
    isWhole || isHeaderWhole(await readFile(file))
      ? await readImage(file).then((image): ImageReport => ({ image }), problemOf)
      : { problem: 'needs_whole' };
  process.stdout.write(JSON.stringify(report));
}

void answer(JSON.parse(process.argv[2] ?? ''));
