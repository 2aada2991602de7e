import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createByteSource } from './ByteSource';
import { OfficeProblem, openOfficeParts } from './openOfficeParts';
import { type Cell, readSheet, type SheetRow } from './readSheet';
import { readWorkbookFacts } from './readWorkbookFacts';
import { readWorkbookParts, type WorkbookParts } from './readWorkbookParts';
import type { WorkbookFacts } from './tableReport';

/** A sheet, written out as comma-separated values. */
export type WrittenSheet = {
  name: string;
  file: string;
  hasHeader: boolean;
  /** Rows of the sheet before its first one here. */
  skipped: number;
};

/** Sheets are XML, which is read whole. */
const maxUnpackedBytes = 256 * 1024 ** 2;
/** Rows by columns, the empty ones included. */
const maxCells = 50_000_000;
/** Rows in which a sheet's table begins, and how many of them may be its title. */
const headRows = 12;
const maxTitleRows = 4;
const pieceLength = 256 * 1024;

function writeCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return `"${cell.replaceAll('"', '""')}"`;
  return typeof cell === 'object' ? cell.written : String(cell);
}

const filled = ({ cells }: SheetRow) => cells.filter((cell) => cell !== undefined);
const isNames = (row: SheetRow) => filled(row).every((cell) => typeof cell === 'string');

/**
 * Where the table of a sheet begins, among its first rows: below a title, which is a word alone in its row, where names of columns and a
 * row that is not of words alone come after it.
 */
function findStart(head: readonly SheetRow[]): number {
  const start = head.findIndex((row) => filled(row).length > 1);
  const [names, next] = [head[start], head[start + 1]];
  if (start < 1 || start > maxTitleRows || names === undefined || next === undefined) return 0;
  // Of a list of words nobody can know which of them is a title.
  return names.at < headRows && isNames(names) && filled(next).length > 1 && !isNames(next) ? start : 0;
}

/** Writes rows as they come; of the first ones only once it is known where the table begins. `null` for a sheet without cells. */
function createSheetWriter(file: string) {
  const handle = openSync(file, 'w');
  const head: SheetRow[] = [];
  let first: SheetRow | null = null;
  let [next, width, rows, text] = [0, 0, 0, ''];
  const flush = () => {
    writeSync(handle, text);
    text = '';
  };
  const write = (row: SheetRow) => {
    width = Math.max(width, row.cells.length);
    if ((row.at + 1 - (first?.at ?? row.at)) * width > maxCells) throw new OfficeProblem('too_much_work');
    // A single empty cell would be no line at all.
    for (; next < row.at; next += 1) text += '""\n';
    const line = Array.from(row.cells, writeCell).join(',');
    text += `${line}\n`;
    next += 1;
    rows += 1;
    if (text.length > pieceLength) flush();
  };
  const begin = () => {
    if (first !== null) return;
    const table = head.slice(findStart(head));
    first = table[0] ?? null;
    next = first?.at ?? 0;
    for (const row of table) write(row);
  };
  return {
    add(row: SheetRow) {
      if (first !== null) write(row);
      else {
        head.push(row);
        if (head.length > maxTitleRows + 1) begin();
      }
    },
    finish(): { hasHeader: boolean; skipped: number } | null {
      begin();
      flush();
      return first === null ? null : { hasHeader: rows > 1 && isNames(first), skipped: first.at };
    },
    close: () => closeSync(handle),
  };
}

function writeSheet(xml: string, book: WorkbookParts, file: string) {
  const writer = createSheetWriter(file);
  try {
    readSheet(xml, book, writer.add);
    return writer.finish();
  } finally {
    writer.close();
  }
}

/** Writes each sheet that has cells beside the workbook, in the order of the workbook. */
export async function writeSheets(
  file: string,
  { size, folder, maxSheets }: { size: number; folder: string; maxSheets: number },
): Promise<{ sheets: WrittenSheet[]; isComplete: boolean; facts: WorkbookFacts | null }> {
  const handle = await open(file);
  try {
    const source = createByteSource(size, [{ handle, offset: 0, length: size }]);
    const parts = await openOfficeParts(source, maxUnpackedBytes);
    const facts = await readWorkbookFacts(source);
    const book = await readWorkbookParts(parts, maxUnpackedBytes);
    const sheets: WrittenSheet[] = [];
    for (const { name, part } of book.sheets) {
      const xml = await parts.read(part, maxUnpackedBytes);
      if (xml === null) continue;
      if (sheets.length === maxSheets) return { sheets, isComplete: false, facts };
      const path = `${folder}/sheet-${sheets.length}.csv`;
      const written = writeSheet(xml, book, path);
      if (written !== null) sheets.push({ name, file: path, ...written });
    }
    return { sheets, isComplete: true, facts };
  } finally {
    await handle.close();
  }
}
