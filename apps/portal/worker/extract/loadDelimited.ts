import { open } from 'node:fs/promises';
import { findLocalNumbers, localNumber } from './findLocalNumbers';
import { type Database, identifier, literal } from './openDatabase';

/** How a file of delimited values is written, where it is known beforehand. */
export type Dialect = {
  delimiter?: string;
  hasHeader?: boolean;
  /** Whether what is text there is text, because numbers are kept as numbers. @default false */
  hasPlainNumbers?: boolean;
};

/** What a table was loaded from. */
export type Loaded = {
  /** Reads it again with every value as it is written. */
  asText: string;
  /** Lines before the first row. */
  skipped: number;
  /** Whether every line of it is there. */
  isComplete: boolean;
};

type Column = { name: string; type: string };

const nothing = '(empty)';
/** Longer lines are no table. */
const lineBytes = 4 * 1024 ** 2;

type Sniffed = { columns: Column[]; options: string; hasHeader: boolean; skip: number };

/** Lines by which a separator is told. */
const separatedLines = 50;
const headBytes = 64 * 1024;

/**
 * What parts the values where its first line leaves no doubt: names of columns have no commas between them, and every line as many of
 * another separator. Where numbers have decimal commas, all lines but the first have more commas than that.
 */
function guessDelimiter(lines: readonly string[]): string | undefined {
  const unquoted = lines
    .filter((line) => line.trim() !== '')
    .slice(0, separatedLines)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const [first = ''] = unquoted;
  return [';', '\t'].find((mark) => {
    const count = first.split(mark).length;
    return count > 1 && !first.includes(',') && unquoted.every((line) => line.split(mark).length === count);
  });
}

/** Lines before the names of the columns, and those among them that say something. */
const maxLeadLines = 12;
const maxTitleLines = 4;

/**
 * How many lines are a title: each a word alone or nothing, above names of columns and a line with a number. None where anything in them
 * is quoted, as a line might then be the middle of a value.
 */
function countTitleLines(lines: readonly string[], mark: string): number {
  const valuesOf = (line: string) => line.split(mark).filter((value) => value.trim() !== '');
  const start = lines.findIndex((line) => valuesOf(line).length > 1);
  const lead = lines.slice(0, Math.max(start, 0));
  const [names = '', next = ''] = [lines[start], lines[start + 1]];
  if (start < 1 || start > maxLeadLines || lead.join('').includes('"')) return 0;
  if (lead.filter((line) => valuesOf(line).length > 0).length > maxTitleLines) return 0;
  const isNamed = valuesOf(names).every((value) => /\p{L}/u.test(value));
  const hasNumber =
    valuesOf(next).length > 1 && valuesOf(next).some((value) => /^[^\p{L}]*\d[^\p{L}]*$/u.test(value));
  return isNamed && hasNumber ? start : 0;
}

/** How the values are parted, and how many lines come before the table. */
async function lookAtHead(
  file: string,
  { delimiter }: Dialect,
): Promise<{ delimiter?: string; skip: number }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r\n?|\n/);
    if (bytesRead === headBytes) lines.pop();
    // How some programs tell others what parts the values.
    const told = /^sep=(.)$/i.exec(lines[0] ?? '')?.[1];
    if (told !== undefined) return { delimiter: told, skip: 1 };
    const guessed = delimiter ?? guessDelimiter(lines);
    for (const mark of guessed === undefined ? [';', '\t', ','] : [guessed]) {
      const skip = countTitleLines(lines, mark);
      if (skip > 0) return { delimiter: mark, skip };
    }
    return { ...(guessed !== undefined && { delimiter: guessed }), skip: 0 };
  } finally {
    await handle.close();
  }
}

/** One thread after the other: of values with line breaks in them, and lines that are too short, two threads would find no common ground. */
const common = `max_line_size = ${lineBytes}, null_padding = true, parallel = false`;

/** Looks at all of the file, so that no later line contradicts what the first ones seemed to say. */
async function sniff(database: Database, file: string, dialect: Dialect): Promise<Sniffed> {
  // What is written by us has no title.
  const head = dialect.hasPlainNumbers ? { ...dialect, skip: 0 } : await lookAtHead(file, dialect);
  const isNamed = head.skip > 0 ? true : dialect.hasHeader;
  const given = [
    'sample_size = -1',
    common,
    ...(head.delimiter === undefined ? [] : [`delim = ${literal(head.delimiter)}`]),
    ...(head.skip === 0 ? [] : [`skip = ${head.skip}`]),
    ...(isNamed === undefined ? [] : [`header = ${isNamed}`]),
  ].join(', ');
  const [row] = await database.all(`from sniff_csv(${literal(file)}, ${given})`);
  if (row === undefined) throw new Error('nothing to read');
  const text = (name: string) => (row[name] === nothing ? '' : String(row[name] ?? ''));
  const hasHeader = row.HasHeader === true;
  const skip = Number(row.SkipRows ?? 0);
  const formats = (
    [
      ['dateformat', row.DateFormat],
      ['timestampformat', row.TimestampFormat],
    ] as const
  ).flatMap(([name, value]) => (typeof value === 'string' ? [`${name} = ${literal(value)}`] : []));
  const options = [
    'auto_detect = false',
    `delim = ${literal(text('Delimiter'))}`,
    `quote = ${literal(text('Quote'))}`,
    `escape = ${literal(text('Escape'))}`,
    `comment = ${literal(text('Comment'))}`,
    `header = ${hasHeader}`,
    `skip = ${skip}`,
    common,
    ...formats,
  ].join(', ');
  return { columns: row.Columns as Column[], options, hasHeader, skip };
}

/** Loads delimited values of a file in UTF-8 into the table `data`. Lines that contradict the rest are left out, and then it is not complete. */
export async function loadDelimited(database: Database, file: string, dialect: Dialect): Promise<Loaded> {
  const { columns, options, hasHeader, skip } = await sniff(database, file, dialect);
  const source = (typeOf: (column: Column) => string, more = '') => {
    const types = columns.map((one) => `${literal(one.name)}: ${literal(typeOf(one))}`).join(', ');
    return `read_csv(${literal(file)}, ${options}, columns = {${types}}${more})`;
  };
  const asText = source(() => 'VARCHAR', ', ignore_errors = true');
  const local = dialect.hasPlainNumbers === true ? [] : await findLocalNumbers(database, asText, columns);
  const isLocal = new Set(local.map(({ column }) => column));
  const replaced = local.map((one) => `${localNumber(one)} as ${identifier(one.column)}`).join(', ');
  const shape = replaced === '' ? '' : `select * replace (${replaced}) `;
  const load = (more = '') => {
    const rows = source(({ name, type }) => (isLocal.has(name) ? 'VARCHAR' : type), more);
    return database.run(`create or replace table data as ${shape}from ${rows}`);
  };
  const isComplete = await load().then(
    () => true,
    async () => {
      await load(', ignore_errors = true');
      return false;
    },
  );
  return { asText, skipped: skip + (hasHeader ? 1 : 0), isComplete };
}

/** Values of the table `data` as text, where its source has no text of its own. */
export function dataAsText(columns: readonly string[]): string {
  return `(select ${columns.map((name) => `${identifier(name)}::varchar as ${identifier(name)}`).join(', ')} from data)`;
}
