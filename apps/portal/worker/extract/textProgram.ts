import { decodeText, type Encoding, readMark, TextProblem } from './decodeText';
import { measureText } from './measureText';
import { type TextReport, type TextTask, textTask } from './textReport';

/*
 * Runs contained, over texts of strangers: finds out how they are written, counts what there is of them and answers with how they
 * begin. Told what to do by its first argument, answers with one line of JSON.
 */

async function read({ file, isWhole }: TextTask): Promise<TextReport> {
  const mark = await readMark(file);
  const measure = async (encoding: Encoding): Promise<TextReport> => {
    const measured = await measureText(decodeText(file, encoding));
    const isComplete = measured.isComplete && isWhole;
    const how = { encoding, hasByteOrderMark: mark !== null, isCounted: isWhole };
    return { text: { ...how, ...measured, isComplete } };
  };
  if (mark === 'utf-16le' || mark === 'utf-16be') return measure(mark);
  try {
    return await measure('utf-8');
  } catch (error) {
    if (!(error instanceof TextProblem)) throw error;
    return measure('windows-1252');
  }
}

function problemOf(error: unknown): TextReport {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
  return { problem: 'unreadable' };
}

async function answer(task: TextTask): Promise<void> {
  process.stdout.write(JSON.stringify(await read(task).catch(problemOf)));
}

void answer(textTask.parse(JSON.parse(process.argv[2] ?? '')));
