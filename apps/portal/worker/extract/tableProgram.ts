import { measureTable } from './measureTable';
import { type Database, literal, openDatabase } from './openDatabase';
import { openDelimited } from './openDelimited';
import { OfficeProblem } from './openOfficeParts';
import { writeSheets } from './readWorkbook';
import type { Source } from './Source';
import type { Dialect } from './sniffDelimited';
import { maxTables } from './tableLimits';
import type { ReportedTable, TableReport, TableTask } from './tableReport';
import { toUtf8 } from './toUtf8';

/*
 * Runs contained, over tables of strangers: measures their columns with a DuckDB that is locked into the folder. Told what to do by
 * its first argument, answers with one line of JSON. What its worker says is not checked again: the schemas for it take as long to load
 * as a small table to measure.
 */

type Measured = { table: ReportedTable; isComplete: boolean };

/** Lines that contradict the rest are left out, and then it is not complete. */
async function measureDelimited(
  database: Database,
  { name, file, dialect, above = 0 }: { name: string | null; file: string; dialect: Dialect; above?: number },
): Promise<Measured> {
  const { strict, loose, asText, skipped } = await openDelimited(database, file, dialect);
  const measure = (source: Source) =>
    measureTable(database, { name, source, asText, skipped: skipped + above });
  return measure(strict).then(
    (table) => ({ table, isComplete: true }),
    async () => ({ table: await measure(loose), isComplete: false }),
  );
}

async function measureSheets({ file, size, folder }: TableTask): Promise<TableReport> {
  const { sheets, isComplete, facts } = await writeSheets(file, { size, folder, maxSheets: maxTables });
  const database = await openDatabase(folder);
  const measured: Measured[] = [];
  for (const { name, file: sheet, hasHeader, skipped } of sheets) {
    const dialect = { delimiter: ',', hasHeader, hasPlainNumbers: true };
    measured.push(await measureDelimited(database, { name, file: sheet, dialect, above: skipped }));
  }
  return {
    isComplete: isComplete && measured.every((one) => one.isComplete),
    workbook: facts,
    tables: measured.map(({ table }) => table),
  };
}

/** JSON is parsed once and kept; of Parquet any column is read at any time. */
async function openRows(database: Database, { format, file, size }: TableTask): Promise<Source> {
  let sql = `read_parquet(${literal(file)})`;
  if (format === 'json') {
    sql = 'data';
    const rows = `read_json(${literal(file)}, sample_size = -1, maximum_object_size = 67108864)`;
    await database.run(`create or replace table data as from ${rows}`);
  }
  const [counted] = await database.all(`select count(*) as "rows" from ${sql}`);
  return { sql, rows: Number(counted?.rows ?? 0), bytes: size, isCheap: true };
}

async function measure(task: TableTask): Promise<TableReport> {
  const { format, file, folder } = task;
  if (format === 'xlsx') return measureSheets(task);
  if (format !== 'parquet') await toUtf8(file);
  const database = await openDatabase(folder);
  if (format === 'csv' || format === 'tsv') {
    const dialect = format === 'tsv' ? { delimiter: '\t' } : {};
    const { table, isComplete } = await measureDelimited(database, { name: null, file, dialect });
    return { isComplete, workbook: null, tables: [table] };
  }
  const source = await openRows(database, task);
  const table = await measureTable(database, { name: null, source, asText: null, skipped: 0 });
  return { isComplete: true, workbook: null, tables: [table] };
}

function problemOf(error: unknown): TableReport {
  if (error instanceof OfficeProblem) return { problem: error.problem };
  const message = error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`${message.split('\n')[0]}\n`);
  return { problem: /^Out of Memory/i.test(message) ? 'too_much_work' : 'unreadable' };
}

async function answer(task: TableTask): Promise<void> {
  process.stdout.write(JSON.stringify(await measure(task).catch(problemOf)));
}

void answer(JSON.parse(process.argv[2] ?? '') as TableTask);
