import { type Column, columnTypeOf, isNumber } from './Column';
import { findLongIntegers } from './findLongIntegers';
import { findWrongTotals, isTotal } from './findWrongTotals';
import { type Database, identifier, type Row } from './openDatabase';
import { planPasses } from './planPasses';
import type { Source } from './Source';
import { showText } from './showText';
import { maxCellLength, maxColumnName, maxColumns, maxPreviewColumns, maxPreviewRows } from './tableLimits';
import type { ReportedColumn, ReportedTable } from './tableReport';

/** Of more rows different values are estimated: counting them takes memory for each. */
const maxCountedDistinct = 200_000;
/** Fewer values have no usual range to be far from. */
const minForOutliers = 12;
/** How far from the middle half of the values, in widths of it, is far. */
const outlierWidths = 3;

/** `null` for what JSON has no number for. */
const toFigure = (value: unknown) => {
  const number = typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(number) ? number : null;
};
const toCount = (value: unknown) => Number(value ?? 0);
const toCell = (value: unknown) => (typeof value === 'string' ? showText(value, maxCellLength) : null);

/** All that one reading of the rows says of a column. */
function aggregatesOf(column: Column, isDistinctExact: boolean): Record<string, string> {
  const value = identifier(column.name);
  const figure = `${value}::double`;
  return {
    values: `count(${value})`,
    ...(column.type !== 'other' && {
      distinct: isDistinctExact ? `count(distinct ${value})` : `approx_count_distinct(${value})`,
      low: `min(${value})::varchar`,
      high: `max(${value})::varchar`,
    }),
    ...(isNumber(column) && {
      total: `sum(${figure})`,
      least: `min(${figure})`,
      most: `max(${figure})`,
      quartiles: `quantile_cont(${figure}, [0.25, 0.75])`,
    }),
    ...(column.type === 'text' && { calls: `bool_or(${isTotal(column)})` }),
  };
}

/** What one reading came to: how many rows there are, and of each column what is asked above. */
type Reading = { rowCount: number; facts: Row[] };

async function readOnce(
  database: Database,
  source: string,
  { columns, isDistinctExact }: { columns: readonly Column[]; isDistinctExact: boolean },
): Promise<Reading> {
  const asked = columns.flatMap((column, index) =>
    Object.entries(aggregatesOf(column, isDistinctExact)).map(([name, sql]) => `${sql} as "${name}${index}"`),
  );
  const [row = {}] = await database.all(
    `select ${['count(*) as "rows"', ...asked].join(', ')} from ${source}`,
  );
  const facts = columns.map((column, index) =>
    Object.fromEntries(
      Object.keys(aggregatesOf(column, isDistinctExact)).map((name) => [name, row[`${name}${index}`]]),
    ),
  );
  return { rowCount: toCount(row.rows), facts };
}

/** As many readings as memory asks for. Where each would parse all of the file, it is parsed once and kept beside it. */
async function readAll(
  database: Database,
  source: Source,
  columns: readonly Column[],
): Promise<Reading & { source: string; isDistinctExact: boolean }> {
  const attempt = async (from: Source, isDistinctExact: boolean) => {
    const passes = planPasses(from, columns, isDistinctExact);
    if (passes.length > 1 && !from.isCheap) {
      const names = columns.map(({ name }) => identifier(name)).join(', ');
      await database.run(`create or replace table data as select ${names} from ${from.sql}`);
    }
    const sql = passes.length > 1 && !from.isCheap ? 'data' : from.sql;
    const read: Reading = { rowCount: 0, facts: [] };
    for (const pass of passes) {
      const { rowCount, facts } = await readOnce(database, sql, { columns: pass, isDistinctExact });
      read.rowCount = rowCount;
      read.facts.push(...facts);
    }
    return { ...read, source: sql, isDistinctExact };
  };
  const first = await attempt(source, source.rows <= maxCountedDistinct);
  if (first.isDistinctExact || first.rowCount > maxCountedDistinct) return first;
  // Values with line ends in them made it look like more rows than there are.
  return attempt({ ...source, rows: first.rowCount }, true);
}

/** Below and above which values are far from the rest; `null` where there is no such range. */
function usualRange({ quartiles, values }: Row): { below: number; above: number } | null {
  const [q1, q3] = Array.isArray(quartiles) ? quartiles.map(toFigure) : [];
  if (q1 == null || q3 == null || q3 <= q1 || toCount(values) < minForOutliers) return null;
  const below = q1 - outlierWidths * (q3 - q1);
  const above = q3 + outlierWidths * (q3 - q1);
  return Number.isFinite(below) && Number.isFinite(above) ? { below, above } : null;
}

/** How many values of each column are far from the rest. Where the least and the most are not, nobody has to look. */
async function countFar(
  database: Database,
  source: string,
  { columns, facts }: { columns: readonly Column[]; facts: readonly Row[] },
): Promise<({ outlierCount: number; outlierBelow: number; outlierAbove: number } | null)[]> {
  const ranges = facts.map(usualRange);
  const asked = columns.flatMap(({ name }, index) => {
    const range = ranges[index];
    const [least, most] = [toFigure(facts[index]?.least), toFigure(facts[index]?.most)];
    const isInside = range && least !== null && most !== null && least >= range.below && most <= range.above;
    if (!range || isInside) return [];
    const figure = `${identifier(name)}::double`;
    return [`count_if(${figure} < ${range.below} or ${figure} > ${range.above}) as "far${index}"`];
  });
  const [row = {}] =
    asked.length === 0 ? [] : await database.all(`select ${asked.join(', ')} from ${source}`);
  return ranges.map(
    (range, index) =>
      range && {
        outlierCount: toCount(row[`far${index}`]),
        outlierBelow: range.below,
        outlierAbove: range.above,
      },
  );
}

/** Values as text, where their source has no text of its own. */
function asTextOf(source: string, columns: readonly string[]): string {
  const texts = columns.map((name) => `${identifier(name)}::varchar as ${identifier(name)}`);
  return `(select ${texts.join(', ')} from ${source})`;
}

/** The figures of the rows of a source. */
export async function measureTable(
  database: Database,
  work: { name: string | null; source: Source; asText: string | null; skipped: number },
): Promise<ReportedTable> {
  const { name, skipped } = work;
  const described = await database.all(`describe select * from ${work.source.sql}`);
  const columns = described
    .slice(0, maxColumns)
    .map((row): Column => ({ name: String(row.column_name), type: columnTypeOf(String(row.column_type)) }));
  const { source, rowCount, facts, isDistinctExact } = await readAll(database, work.source, columns);
  const long =
    work.asText === null
      ? new Map<number, Row>()
      : await findLongIntegers(database, work.asText, { columns, facts, isDistinctExact });
  const far = await countFar(database, source, { columns, facts });
  const reported = columns.map((column, index): ReportedColumn => {
    const fact: Row = { ...facts[index], ...long.get(index) };
    const isOrdered = column.type !== 'other';
    const valueCount = toCount(fact.values);
    const sum = valueCount > 0 ? toFigure(fact.total) : null;
    return {
      name: showText(column.name, maxColumnName),
      type: long.has(index) ? 'integer' : column.type,
      valueCount,
      nullCount: rowCount - valueCount,
      // An estimate may be more than there can be.
      distinctCount: isOrdered ? Math.min(toCount(fact.distinct), valueCount) : null,
      isDistinctExact: isDistinctExact && isOrdered,
      min: toCell(fact.low),
      max: toCell(fact.high),
      sum,
      mean: sum === null ? null : sum / valueCount,
      ...(far[index] ?? { outlierCount: null, outlierBelow: null, outlierAbove: null }),
    };
  });
  const previewed = columns.slice(0, maxPreviewColumns).map((column) => column.name);
  const rows = await database.all(
    `select ${previewed.map(identifier).join(', ')} from ${work.asText ?? asTextOf(source, previewed)} limit ${maxPreviewRows}`,
  );
  return {
    name: name === null ? null : showText(name, maxColumnName),
    rowCount,
    columnCount: described.length,
    columns: reported,
    preview: rows.map((row) => previewed.map((column) => toCell(row[column]))),
    totals: facts.some(({ calls }) => calls === true)
      ? await findWrongTotals(database, { source, columns, skipped })
      : [],
  };
}
