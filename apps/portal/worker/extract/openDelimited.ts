import { findLocalNumbers, localNumber } from './findLocalNumbers';
import { type Database, identifier, literal } from './openDatabase';
import type { Source } from './Source';
import { type Dialect, type SniffedColumn, sniffDelimited } from './sniffDelimited';
import { surveyDelimited } from './surveyDelimited';

/** A file of delimited values, found out how to be read. */
export type Delimited = {
  /** Ends with an error at the first line that contradicts the rest. */
  strict: Source;
  /** Leaves such lines out. */
  loose: Source;
  /** Reads it with every value as it is written. */
  asText: string;
  /** Lines before the first row. */
  skipped: number;
};

/** Finds out how a file of delimited values is to be read, and reads none of it: what is asked of it later does that. */
export async function openDelimited(database: Database, file: string, dialect: Dialect): Promise<Delimited> {
  const survey = await surveyDelimited(file);
  const { columns, options, hasHeader, skip } = await sniffDelimited(database, file, { dialect, survey });
  const read = (typeOf: (column: SniffedColumn) => string, more = '') => {
    const types = columns.map((one) => `${literal(one.name)}: ${literal(typeOf(one))}`).join(', ');
    return `read_csv(${literal(file)}, ${options}, columns = {${types}}${more})`;
  };
  const leaveOut = ', ignore_errors = true';
  const asText = read(() => 'VARCHAR', leaveOut);
  const local = dialect.hasPlainNumbers === true ? [] : await findLocalNumbers(database, asText, columns);
  const isLocal = new Set(local.map(({ column }) => column));
  const replaced = local.map((one) => `${localNumber(one)} as ${identifier(one.column)}`).join(', ');
  const sourceOf = (more: string): Source => {
    const rows = read(({ name, type }) => (isLocal.has(name) ? 'VARCHAR' : type), more);
    const sql = replaced === '' ? rows : `(select * replace (${replaced}) from ${rows})`;
    return { sql, rows: survey.lines, bytes: survey.bytes, isCheap: false };
  };
  return {
    strict: sourceOf(''),
    loose: sourceOf(leaveOut),
    asText,
    skipped: skip + (hasHeader ? 1 : 0),
  };
}
