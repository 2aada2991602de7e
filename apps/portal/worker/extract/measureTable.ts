import { findWrongTotals } from './findWrongTotals';
import { dataAsText, type Loaded } from './loadDelimited';
import { type Database, identifier, type Row } from './openDatabase';
import { showText } from './showText';
import {
  maxCellLength,
  maxColumnName,
  maxColumns,
  maxPreviewColumns,
  maxPreviewRows,
  type ReportedColumn,
  type ReportedTable,
} from './tableReport';

/** Of more rows different values are estimated: counting them takes memory for each. */
const maxCountedDistinct = 200_000;
/** Fewer values have no usual range to be far from. */
const minForOutliers = 12;
/** How far from the middle half of the values, in widths of it, is far. */
const outlierWidths = 3;

function typeOf(duckType: string): ReportedColumn['type'] {
  if (duckType.endsWith(']')) return 'other';
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(duckType)) return 'integer';
  if (/^(?:DOUBLE|FLOAT|DECIMAL)/.test(duckType)) return 'number';
  if (/^(?:VARCHAR|UUID|ENUM)/.test(duckType)) return 'text';
  if (/^(?:DATE|TIMESTAMP)/.test(duckType)) return 'date';
  if (/^TIME/.test(duckType)) return 'time';
  return duckType === 'BOOLEAN' ? 'boolean' : 'other';
}

/** `null` for what JSON has no number for. */
const toFigure = (value: unknown) => {
  const number = typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(number) ? number : null;
};
const toCount = (value: unknown) => Number(value ?? 0);
const toCell = (value: unknown) => (typeof value === 'string' ? showText(value, maxCellLength) : null);

async function measureColumn(
  database: Database,
  { name, duckType, rowCount }: { name: string; duckType: string; rowCount: number },
): Promise<ReportedColumn> {
  const type = typeOf(duckType);
  const column = identifier(name);
  const isNumber = type === 'integer' || type === 'number';
  const isOrdered = type !== 'other';
  const isDistinctExact = rowCount <= maxCountedDistinct;
  const distinct = isDistinctExact ? `count(distinct ${column})` : `approx_count_distinct(${column})`;
  const [row = {} as Row] = await database.all(
    `select count(${column}) as "values"
       ${isOrdered ? `, ${distinct} as distinct_values, min(${column})::varchar as low, max(${column})::varchar as high` : ''}
       ${isNumber ? `, sum(${column}::double) as total, avg(${column}::double) as middle, quantile_cont(${column}::double, 0.25) as q1, quantile_cont(${column}::double, 0.75) as q3` : ''}
     from data`,
  );
  const valueCount = toCount(row.values);
  const facts = {
    name: showText(name, maxColumnName),
    type,
    valueCount,
    nullCount: rowCount - valueCount,
    // An estimate may be more than there can be.
    distinctCount: isOrdered ? Math.min(toCount(row.distinct_values), valueCount) : null,
    isDistinctExact: isDistinctExact && isOrdered,
    min: toCell(row.low),
    max: toCell(row.high),
    sum: valueCount > 0 ? toFigure(row.total) : null,
    mean: toFigure(row.middle),
    outlierCount: null,
    outlierBelow: null,
    outlierAbove: null,
  };
  const [q1, q3] = [toFigure(row.q1), toFigure(row.q3)];
  if (q1 === null || q3 === null || q3 <= q1 || valueCount < minForOutliers) return facts;
  const below = q1 - outlierWidths * (q3 - q1);
  const above = q3 + outlierWidths * (q3 - q1);
  if (!Number.isFinite(below) || !Number.isFinite(above)) return facts;
  const [far] = await database.all(
    `select count(*) as far from data where ${column}::double < ${below} or ${column}::double > ${above}`,
  );
  return { ...facts, outlierCount: toCount(far?.far), outlierBelow: below, outlierAbove: above };
}

/** The figures of the table `data`. */
export async function measureTable(
  database: Database,
  { name, loaded }: { name: string | null; loaded: Pick<Loaded, 'skipped'> & { asText: string | null } },
): Promise<ReportedTable> {
  const [counted] = await database.all('select count(*) as rows from data');
  const rowCount = toCount(counted?.rows);
  const described = await database.all(
    "select column_name, data_type from duckdb_columns() where table_name = 'data' order by column_index",
  );
  const all = described.map((row) => ({ name: String(row.column_name), duckType: String(row.data_type) }));
  const told = all.slice(0, maxColumns);
  const columns: ReportedColumn[] = [];
  for (const column of told) columns.push(await measureColumn(database, { ...column, rowCount }));
  const previewed = told.slice(0, maxPreviewColumns).map((column) => column.name);
  const rows = await database.all(
    `select ${previewed.map(identifier).join(', ')} from ${loaded.asText ?? dataAsText(previewed)} limit ${maxPreviewRows}`,
  );
  return {
    name: name === null ? null : showText(name, maxColumnName),
    rowCount,
    columnCount: all.length,
    columns,
    preview: rows.map((row) => previewed.map((column) => toCell(row[column]))),
    totals: await findWrongTotals(database, {
      columns: told.map((column, index) => ({ name: column.name, type: columns[index]?.type ?? 'other' })),
      skipped: loaded.skipped,
    }),
  };
}
