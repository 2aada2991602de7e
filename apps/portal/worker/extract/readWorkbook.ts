import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import readXlsxFile from 'read-excel-file/node';
import { createByteSource } from './ByteSource';
import { readWorkbookFacts } from './readWorkbookFacts';
import { readZip } from './readZip';
import type { WorkbookFacts } from './tableReport';

/** A sheet, written out as comma-separated values. */
export type WrittenSheet = { name: string; file: string; hasHeader: boolean };

/** Sheets are XML, which is read whole. */
const maxUnpackedBytes = 256 * 1024 ** 2;

/** What a workbook is too large or too strange for. */
export class WorkbookProblem extends Error {
  readonly problem: 'encrypted' | 'too_much_work';

  constructor(problem: 'encrypted' | 'too_much_work') {
    super(problem);
    this.problem = problem;
  }
}

type Cell = string | number | boolean | Date | null;

/** A moment without time is a day; the library has both as UTC. */
function writeCell(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return '';
    const text = cell.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
  }
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell);
}

/** Looks at what the archive says it unpacks to, before anything is unpacked, and then at what it says about itself. */
async function readModest(file: string, size: number): Promise<WorkbookFacts | null> {
  const handle = await open(file);
  try {
    const source = createByteSource(size, [{ handle, offset: 0, length: size }]);
    const { contentBytes, warnings } = await readZip(source);
    if (warnings.includes('encrypted')) throw new WorkbookProblem('encrypted');
    if ((contentBytes ?? 0) > maxUnpackedBytes || warnings.includes('overlap'))
      throw new WorkbookProblem('too_much_work');
    return await readWorkbookFacts(source);
  } finally {
    await handle.close();
  }
}

/** Writes each sheet that has cells beside the workbook, in the order of the workbook. */
export async function writeSheets(
  file: string,
  { size, folder, maxSheets }: { size: number; folder: string; maxSheets: number },
): Promise<{ sheets: WrittenSheet[]; isComplete: boolean; facts: WorkbookFacts | null }> {
  const facts = await readModest(file, size);
  const all = (await readXlsxFile(file)).filter(({ data }) => data.length > 0);
  const sheets: WrittenSheet[] = [];
  for (const [index, { sheet, data }] of all.slice(0, maxSheets).entries()) {
    const rows = data as Cell[][];
    const [first = []] = rows;
    const hasHeader = rows.length > 1 && first.length > 0 && first.every((cell) => typeof cell === 'string');
    const path = `${folder}/sheet-${index}.csv`;
    const stream = createWriteStream(path);
    for (const row of rows) {
      // A single empty cell would be no line at all.
      const line = row.map(writeCell).join(',');
      if (!stream.write(`${line === '' ? '""' : line}\n`)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    sheets.push({ name: sheet, file: path, hasHeader });
  }
  return { sheets, isComplete: all.length <= maxSheets, facts };
}
