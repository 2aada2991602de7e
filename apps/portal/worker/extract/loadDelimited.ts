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

/** UTF-16 has its mark; what is not UTF-8 is of an alphabet of old, of which the western one is guessed. */
async function guessEncodings(file: string): Promise<readonly string[]> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const mark = buffer.toString('hex');
    return mark === 'fffe' || mark === 'feff' ? ['utf-16'] : ['utf-8', 'latin-1'];
  } finally {
    await handle.close();
  }
}

/** Lines by which a separator is told. */
const separatedLines = 50;
const headBytes = 64 * 1024;

/**
 * What parts the values where its first line leaves no doubt: names of columns have no commas between them, and every line as many of
 * another separator. Where numbers have decimal commas, all lines but the first have more commas than that.
 */
async function guessDelimiter(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const isWhole = bytesRead < headBytes;
    const lines = buffer.toString('latin1', 0, bytesRead).split(/\r\n?|\n/);
    const whole = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== '');
    const unquoted = whole.slice(0, separatedLines).map((line) => line.replaceAll(/"[^"]*"/g, ''));
    const [first = ''] = unquoted;
    return [';', '\t'].find((mark) => {
      const count = first.split(mark).length;
      return count > 1 && !first.includes(',') && unquoted.every((line) => line.split(mark).length === count);
    });
  } finally {
    await handle.close();
  }
}

/** Looks at all of the file, so that no later line contradicts what the first ones seemed to say. */
async function sniff(database: Database, file: string, dialect: Dialect): Promise<Sniffed> {
  let reason: unknown;
  const delimiter = dialect.delimiter ?? (await guessDelimiter(file));
  for (const encoding of await guessEncodings(file)) {
    const given = [
      'sample_size = -1',
      `max_line_size = ${lineBytes}`,
      'null_padding = true',
      `encoding = ${literal(encoding)}`,
      ...(delimiter === undefined ? [] : [`delim = ${literal(delimiter)}`]),
      ...(dialect.hasHeader === undefined ? [] : [`header = ${dialect.hasHeader}`]),
    ].join(', ');
    try {
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
        `max_line_size = ${lineBytes}`,
        'null_padding = true',
        `encoding = ${literal(encoding)}`,
        ...formats,
      ].join(', ');
      return { columns: row.Columns as Column[], options, hasHeader, skip };
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/** Loads delimited values into the table `data`. Lines that contradict the rest are left out, and then it is not complete. */
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
