import { expect, it } from 'vitest';
import { compareColumns } from './compareColumns';
import type { ExtractedTable, ExtractedTables, TableColumn } from './Extraction';

const column = (name: string, more: Partial<TableColumn> = {}): TableColumn => ({
  name,
  type: 'number',
  valueCount: 3,
  nullCount: 0,
  distinctCount: 3,
  isDistinctExact: true,
  min: '1',
  max: '5',
  sum: 9,
  mean: 3,
  outlierCount: 0,
  outlierBelow: null,
  outlierAbove: null,
  ...more,
});
const table = (name: string | null, columns: TableColumn[]): ExtractedTable => ({
  name,
  rowCount: 3,
  columnCount: columns.length,
  columns,
  preview: [],
  totals: [],
});
const tables = (...all: ExtractedTable[]): ExtractedTables => ({
  kind: 'table',
  format: 'csv',
  workbook: null,
  isComplete: true,
  tables: all,
});

it('tells the figures that changed, by how much, and finds columns by their names', () => {
  const before = tables(table(null, [column('id', { type: 'integer' }), column('amount'), column('note')]));
  const after = tables(
    table(null, [
      column('amount', { sum: 1_209.5, max: '1200', mean: null }),
      column('id', { type: 'text' }),
      column('tax'),
    ]),
  );
  const change = { table: null, difference: null };
  expect(compareColumns(before, after)).toEqual([
    { ...change, column: 'amount', figure: 'Largest', before: '5', after: '1200' },
    {
      ...change,
      column: 'amount',
      figure: 'Sum',
      before: '9',
      after: '1,209.5',
      difference: '+1,200.5',
    },
    { ...change, column: 'amount', figure: 'Mean', before: '3', after: null },
    { ...change, column: 'id', figure: 'Type', before: 'whole number', after: 'text' },
    { ...change, column: 'tax', figure: 'Column', before: 'not there', after: 'there' },
    { ...change, column: 'note', figure: 'Column', before: 'there', after: 'not there' },
  ]);
  expect(compareColumns(before, before)).toEqual([]);
});

it('keeps columns and sheets of one name apart, also those named as an object has its own', () => {
  const before = tables(
    table('__proto__', [column('x', { nullCount: 4 }), column('x')]),
    table('gone', [column('a')]),
  );
  const after = tables(
    table('__proto__', [column('x', { nullCount: 1 }), column('x'), column('constructor')]),
  );
  expect(compareColumns(before, after)).toMatchObject([
    { table: '__proto__', column: 'x', figure: 'Empty', before: '4', after: '1', difference: '−3' },
    { table: '__proto__', column: 'constructor', after: 'there' },
    { table: 'gone', column: 'a', after: 'not there' },
  ]);
});
