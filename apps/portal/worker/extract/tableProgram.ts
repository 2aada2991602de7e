import { loadDelimited } from './loadDelimited';
import { measureTable } from './measureTable';
import { literal, openDatabase } from './openDatabase';
import { OfficeProblem } from './openOfficeParts';
import { writeSheets } from './readWorkbook';
import { maxTables, type ReportedTable, type TableReport, type TableTask, tableTask } from './tableReport';
import { toUtf8 } from './toUtf8';

/*
 * Runs contained, over tables of strangers: measures their columns with a DuckDB that is locked into the folder. Told what to do by
 * its first argument, answers with one line of JSON.
 */

async function measure({ format, file, size, folder }: TableTask): Promise<TableReport> {
  if (format === 'xlsx') {
    const { sheets, isComplete, facts } = await writeSheets(file, { size, folder, maxSheets: maxTables });
    const database = await openDatabase(folder);
    const tables: ReportedTable[] = [];
    let isEvery = isComplete;
    for (const { name, file: sheet, hasHeader, skipped } of sheets) {
      const loaded = await loadDelimited(database, sheet, {
        delimiter: ',',
        hasHeader,
        hasPlainNumbers: true,
      });
      isEvery &&= loaded.isComplete;
      tables.push(
        await measureTable(database, { name, loaded: { ...loaded, skipped: loaded.skipped + skipped } }),
      );
    }
    return { isComplete: isEvery, workbook: facts, tables };
  }
  if (format !== 'parquet') await toUtf8(file);
  const database = await openDatabase(folder);
  if (format === 'csv' || format === 'tsv') {
    const loaded = await loadDelimited(database, file, format === 'tsv' ? { delimiter: '\t' } : {});
    return {
      isComplete: loaded.isComplete,
      workbook: null,
      tables: [await measureTable(database, { name: null, loaded })],
    };
  }
  const source =
    format === 'json'
      ? `read_json(${literal(file)}, sample_size = -1, maximum_object_size = 67108864)`
      : `read_parquet(${literal(file)})`;
  await database.run(`create or replace table data as from ${source}`);
  return {
    isComplete: true,
    workbook: null,
    tables: [await measureTable(database, { name: null, loaded: { asText: null, skipped: 0 } })],
  };
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

void answer(tableTask.parse(JSON.parse(process.argv[2] ?? '')));
