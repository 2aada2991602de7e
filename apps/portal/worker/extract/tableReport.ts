import { z } from 'zod';
import {
  maxCellLength,
  maxColumnName,
  maxColumns,
  maxPreviewColumns,
  maxPreviewRows,
  maxSheets,
  maxTables,
  maxTotals,
} from './tableLimits';

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const cell = z.string().max(maxCellLength);
const figure = z.number();

export const tableColumn = z.strictObject({
  name: z.string().max(maxColumnName),
  type: z.enum(['integer', 'number', 'text', 'date', 'time', 'boolean', 'other']),
  valueCount: count,
  nullCount: count,
  distinctCount: count.nullable(),
  isDistinctExact: z.boolean(),
  min: cell.nullable(),
  max: cell.nullable(),
  sum: figure.nullable(),
  mean: figure.nullable(),
  outlierCount: count.nullable(),
  outlierBelow: figure.nullable(),
  outlierAbove: figure.nullable(),
});

export const tableTotal = z.strictObject({
  row: count,
  column: z.int().min(1).max(maxColumns),
  stated: figure,
  computed: figure,
});

export const table = z.strictObject({
  name: z.string().max(maxColumnName).nullable(),
  rowCount: count,
  columnCount: count,
  columns: z.array(tableColumn).max(maxColumns),
  preview: z.array(z.array(cell.nullable()).max(maxPreviewColumns)).max(maxPreviewRows),
  totals: z.array(tableTotal).max(maxTotals),
});

export const tableFormat = z.enum(['csv', 'tsv', 'json', 'parquet', 'xlsx']);

export type TableTask = {
  format: z.output<typeof tableFormat>;
  file: string;
  size: number;
  folder: string;
};

export type ReportedTable = z.output<typeof table>;
export type ReportedColumn = z.output<typeof tableColumn>;
export type ReportedTotal = z.output<typeof tableTotal>;

/** Milliseconds since 1970, of years that a workbook may be of. */
const moment = z.int().min(-2_208_988_800_000).max(253_402_300_799_999).nullable();
const fact = z.string().max(300).nullable();

export const workbookFacts = z.strictObject({
  sheetCount: z.int().min(0).max(maxSheets),
  hiddenSheetCount: z.int().min(0).max(maxSheets),
  title: fact,
  author: fact,
  createdAt: moment,
  changedAt: moment,
});

export type WorkbookFacts = z.output<typeof workbookFacts>;

export const tableReport = z.union([
  z.strictObject({
    isComplete: z.boolean(),
    workbook: workbookFacts.nullable(),
    tables: z.array(table).max(maxTables),
  }),
  z.strictObject({ problem: z.enum(['unreadable', 'encrypted', 'too_much_work']) }),
]);

export type TableReport = z.output<typeof tableReport>;
