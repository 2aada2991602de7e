import { type Database, literal, type Row } from './openDatabase';
import { readHead } from './readHead';
import type { Survey } from './surveyDelimited';

/** How a file of delimited values is written, where it is known beforehand. */
export type Dialect = {
  delimiter?: string;
  hasHeader?: boolean;
  /** Whether what is text there is text, because numbers are kept as numbers. @default false */
  hasPlainNumbers?: boolean;
};

export type SniffedColumn = { name: string; type: string };
export type Sniffed = { columns: SniffedColumn[]; options: string; hasHeader: boolean; skip: number };

const nothing = '(empty)';
/** A row is read for one this long first, and where that is too short, for the longest that the database has memory for. */
const [lineBytes, maxLineBytes] = [4 * 1024 ** 2, 32 * 1024 ** 2];
/**
 * One thread after the other: of values with line breaks in them, and lines that are too short, two threads would find no common ground.
 * Two lines at least are in memory at a time; room for thirty-two, which is the default, takes longer to clear than to fill.
 */
const readingOf = (bytes: number) => [
  'parallel = false',
  'null_padding = true',
  `max_line_size = ${bytes}`,
  `buffer_size = ${2 * bytes}`,
];
/** Of a smaller file everything is looked at at once. */
const maxUnsampledBytes = 4 * 1024 ** 2;
/** Rows that say how a large file is written. */
const sampleRows = 20_480;

function dialectOf(row: Row) {
  const text = (name: string) => (row[name] === nothing ? '' : String(row[name] ?? ''));
  return { delim: text('Delimiter'), quote: text('Quote'), escape: text('Escape'), comment: text('Comment') };
}

/**
 * How a large file is written, by its first rows; `null` where the rest has marks by which it might be written otherwise. Trying every
 * way on all of it takes five times as long as one.
 */
function pinDialect(row: Row, survey: Survey): string[] | null {
  const { quote, comment, ...rest } = dialectOf(row);
  const escaped = rest.escape || quote;
  const isOneColumn = (row.Columns as SniffedColumn[]).length === 1;
  const mayBeQuoted = quote === '' ? survey.opensDouble || survey.opensSingle : quote !== '"';
  const mayBeEscaped = escaped !== '\\' && survey.hasBackslash;
  const mayBeComment = comment === '' && survey.hasComment;
  if (isOneColumn || mayBeQuoted || mayBeEscaped || mayBeComment) return null;
  return Object.entries({ ...rest, quote, escape: escaped, comment }).map(
    ([name, value]) => `${name} = ${literal(value)}`,
  );
}

const isTooLong = (error: unknown) => /maximum line size/i.test(String(error));

type Look = { dialect: Dialect; survey: Survey; reading: readonly string[] };

/** All of the file is looked at before a type is chosen, so that no later line contradicts what the first ones seemed to say. */
async function lookAtAll(
  database: Database,
  file: string,
  { dialect, survey, reading }: Look,
): Promise<Sniffed> {
  // What is written by us has no title.
  const head = dialect.hasPlainNumbers ? { ...dialect, skip: 0 } : await readHead(file, dialect.delimiter);
  const isNamed = head.skip > 0 ? true : dialect.hasHeader;
  const given = [
    ...reading,
    ...(head.skip === 0 ? [] : [`skip = ${head.skip}`]),
    ...(isNamed === undefined ? [] : [`header = ${isNamed}`]),
  ];
  const look = async (rows: number, more: readonly string[]): Promise<Row> => {
    const options = [...given, `sample_size = ${rows}`, ...more].join(', ');
    const [row] = await database.all(`from sniff_csv(${literal(file)}, ${options})`);
    if (row === undefined) throw new Error('nothing to read');
    return row;
  };
  const known = head.delimiter === undefined ? [] : [`delim = ${literal(head.delimiter)}`];
  const lookAtSample = async (): Promise<Row | null> => {
    const pinned = pinDialect(await look(sampleRows, known), survey);
    return pinned && look(-1, pinned);
  };
  const onProblem = (error: unknown) => {
    if (isTooLong(error)) throw error;
    return null;
  };
  const sampled = survey.bytes > maxUnsampledBytes ? await lookAtSample().catch(onProblem) : null;
  return toSniffed(sampled ?? (await look(-1, known)), reading);
}

/** How delimited values of a file in UTF-8 are written and what their columns are. */
export async function sniffDelimited(
  database: Database,
  file: string,
  look: Omit<Look, 'reading'>,
): Promise<Sniffed> {
  try {
    return await lookAtAll(database, file, { ...look, reading: readingOf(lineBytes) });
  } catch (error) {
    if (look.survey.bytes <= lineBytes || !isTooLong(error)) throw error;
    return lookAtAll(database, file, { ...look, reading: readingOf(maxLineBytes) });
  }
}

function toSniffed(row: Row, reading: readonly string[]): Sniffed {
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
    ...Object.entries(dialectOf(row)).map(([name, value]) => `${name} = ${literal(value)}`),
    `header = ${hasHeader}`,
    `skip = ${skip}`,
    ...reading,
    ...formats,
  ].join(', ');
  return { columns: row.Columns as SniffedColumn[], options, hasHeader, skip };
}
