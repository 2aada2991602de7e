import { open } from 'node:fs/promises';
import { createByteSource } from './ByteSource';
import { type OfficeReport, type OfficeTask, officeTask } from './officeReport';
import { OfficeProblem } from './openOfficeParts';
import { readOffice } from './readOffice';

/*
 * Runs contained, over documents of strangers: reads what they say about themselves and their text. Told what to do by its first
 * argument, answers with one line of JSON.
 */

async function read({ format, file, size }: OfficeTask): Promise<OfficeReport> {
  const handle = await open(file);
  const source = createByteSource(size, [{ handle, offset: 0, length: size }]);
  return { document: await readOffice(source, format) };
}

function problemOf(error: unknown): OfficeReport {
  if (error instanceof OfficeProblem) return { problem: error.problem };
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
  return { problem: 'unreadable' };
}

async function answer(task: OfficeTask): Promise<void> {
  process.stdout.write(JSON.stringify(await read(task).catch(problemOf)));
}

void answer(officeTask.parse(JSON.parse(process.argv[2] ?? '')));
