import { formatFigure } from '@/shared/lib';
import { comparisonTexts, extractionTexts } from '@/shared/texts';
import type { ExtractedTable, ExtractedTables, TableColumn } from './Extraction';

/** A figure of a column that is not the same, or a column that only one side has. */
export type ColumnChange = {
  /** Name of the sheet; `null` where a file is one table. */
  table: string | null;
  column: string;
  figure: string;
  before: string | null;
  after: string | null;
  /** By how much, with its sign; `null` where that is no number. */
  difference: string | null;
};

const texts = extractionTexts.table;
const words = comparisonTexts.columns;
const signed = (figure: number) => `${figure > 0 ? '+' : '−'}${formatFigure(Math.abs(figure))}`;

/** Values of one name in their order: a name may be there more than once. */
function pairByName<Item extends { name: string | null }>(
  before: readonly Item[],
  after: readonly Item[],
): [Item | null, Item | null][] {
  const rest = [...before];
  const pairs = after.map((item): [Item | null, Item | null] => {
    const index = rest.findIndex(({ name }) => name === item.name);
    return [index < 0 ? null : (rest.splice(index, 1)[0] ?? null), item];
  });
  return [...pairs, ...rest.map((item): [Item, null] => [item, null])];
}

const figures: readonly [string, (column: TableColumn) => number | string | null][] = [
  [texts.type, ({ type }) => texts.types[type]],
  [texts.filled, ({ valueCount }) => valueCount],
  [texts.empties, ({ nullCount }) => nullCount],
  [texts.distinct, ({ distinctCount }) => distinctCount],
  [texts.min, ({ min }) => min],
  [texts.max, ({ max }) => max],
  [texts.sum, ({ sum }) => sum],
  [texts.mean, ({ mean }) => mean],
  [texts.outliers, ({ outlierCount }) => outlierCount],
];

const written = (value: number | string | null) => (typeof value === 'number' ? formatFigure(value) : value);

function compareColumn(
  table: string | null,
  [before, after]: [TableColumn | null, TableColumn | null],
): ColumnChange[] {
  const column = (after ?? before)?.name ?? '';
  if (before === null || after === null) {
    const [was, is] = [before, after].map((one) => (one === null ? words.missing : words.there)) as [
      string,
      string,
    ];
    return [{ table, column, figure: words.whole, before: was, after: is, difference: null }];
  }
  return figures.flatMap(([figure, read]) => {
    const [was, is] = [read(before), read(after)];
    if (was === is) return [];
    const difference = typeof was === 'number' && typeof is === 'number' ? signed(is - was) : null;
    return [{ table, column, figure, before: written(was), after: written(is), difference }];
  });
}

function compareTable([before, after]: [ExtractedTable | null, ExtractedTable | null]): ColumnChange[] {
  const table = (after ?? before)?.name ?? null;
  return pairByName(before?.columns ?? [], after?.columns ?? []).flatMap((pair) =>
    compareColumn(table, pair),
  );
}

/** The figures of columns that are not the same; sheets and columns are found by their names, wherever they stand. */
export function compareColumns(before: ExtractedTables, after: ExtractedTables): ColumnChange[] {
  return pairByName(before.tables, after.tables).flatMap(compareTable);
}
