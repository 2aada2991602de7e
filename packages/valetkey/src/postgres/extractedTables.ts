import type {
  ExtractedTable,
  ExtractedTables,
  TableColumn,
  WorkbookFacts,
  WrongTotal,
} from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

type FileRow = {
  format: ExtractedTables['format'];
  is_complete: boolean;
  sheet_count: number | null;
  hidden_sheet_count: number | null;
  title: string | null;
  author: string | null;
  created_at: Date | null;
  changed_at: Date | null;
};

type TableRow = {
  position: number;
  name: string | null;
  row_count: string;
  column_count: number;
  preview: ExtractedTable['preview'];
};

type ColumnRow = {
  table_position: number;
  name: string;
  type: TableColumn['type'];
  value_count: string;
  null_count: string;
  distinct_count: string | null;
  is_distinct_exact: boolean;
  min: string | null;
  max: string | null;
  sum: number | null;
  mean: number | null;
  outlier_count: string | null;
  outlier_below: number | null;
  outlier_above: number | null;
};

type TotalRow = {
  table_position: number;
  row_number: string;
  column_position: number;
  stated: number;
  computed: number;
};

const toNumber = (value: string | null) => (value === null ? null : Number(value));

export async function writeTables(
  client: Queryable,
  uploadId: string,
  { format, isComplete, workbook, tables }: ExtractedTables,
): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_tables (upload_id, format, is_complete, sheet_count, hidden_sheet_count, title, author,
       created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uploadId,
      format,
      isComplete,
      workbook?.sheetCount,
      workbook?.hiddenSheetCount,
      workbook?.title,
      workbook?.author,
      workbook?.createdAt,
      workbook?.changedAt,
    ],
  );
  for (const [index, { name, rowCount, columnCount, columns, preview, totals }] of tables.entries()) {
    const position = index + 1;
    await client.query(
      `insert into valetkey.extracted_table (upload_id, position, name, row_count, column_count, preview)
       values ($1, $2, $3, $4, $5, $6)`,
      [uploadId, position, name, rowCount, columnCount, JSON.stringify(preview)],
    );
    await client.query(
      `insert into valetkey.extracted_table_column (upload_id, table_position, position, name, type, value_count,
         null_count, distinct_count, is_distinct_exact, min, max, sum, mean, outlier_count, outlier_below, outlier_above)
       select $1, $2, c.position, c.name, c.type, c."valueCount", c."nullCount", c."distinctCount", c."isDistinctExact",
         c.min, c.max, c.sum, c.mean, c."outlierCount", c."outlierBelow", c."outlierAbove"
       from json_to_recordset($3::json) as c(position integer, name text, type text, "valueCount" bigint,
         "nullCount" bigint, "distinctCount" bigint, "isDistinctExact" boolean, min text, max text,
         sum double precision, mean double precision, "outlierCount" bigint, "outlierBelow" double precision,
         "outlierAbove" double precision)`,
      [uploadId, position, JSON.stringify(columns.map((column, at) => ({ ...column, position: at + 1 })))],
    );
    await client.query(
      `insert into valetkey.extracted_table_total (upload_id, table_position, row_number, column_position, stated, computed)
       select $1, $2, t.row, t.column, t.stated, t.computed
       from json_to_recordset($3::json) as t("row" bigint, "column" integer, stated double precision, computed double precision)`,
      [uploadId, position, JSON.stringify(totals)],
    );
  }
}

const toColumn = (row: ColumnRow): TableColumn => ({
  name: row.name,
  type: row.type,
  valueCount: Number(row.value_count),
  nullCount: Number(row.null_count),
  distinctCount: toNumber(row.distinct_count),
  isDistinctExact: row.is_distinct_exact,
  min: row.min,
  max: row.max,
  sum: row.sum,
  mean: row.mean,
  outlierCount: toNumber(row.outlier_count),
  outlierBelow: row.outlier_below,
  outlierAbove: row.outlier_above,
});

const toWorkbook = (row: FileRow): WorkbookFacts | null =>
  row.sheet_count === null || row.hidden_sheet_count === null
    ? null
    : {
        sheetCount: row.sheet_count,
        hiddenSheetCount: row.hidden_sheet_count,
        title: row.title,
        author: row.author,
        createdAt: row.created_at,
        changedAt: row.changed_at,
      };

const toTotal = (row: TotalRow): WrongTotal => ({
  row: Number(row.row_number),
  column: row.column_position,
  stated: row.stated,
  computed: row.computed,
});

export async function readTables(client: Queryable, uploadId: string): Promise<ExtractedTables | null> {
  const files = await client.query<FileRow>('select * from valetkey.extracted_tables where upload_id = $1', [
    uploadId,
  ]);
  const file = files.rows[0];
  if (file === undefined) return null;
  const tables = await client.query<TableRow>(
    'select * from valetkey.extracted_table where upload_id = $1 order by position',
    [uploadId],
  );
  const columns = await client.query<ColumnRow>(
    'select * from valetkey.extracted_table_column where upload_id = $1 order by table_position, position',
    [uploadId],
  );
  const totals = await client.query<TotalRow>(
    `select * from valetkey.extracted_table_total where upload_id = $1
     order by table_position, row_number, column_position`,
    [uploadId],
  );
  return {
    kind: 'table',
    format: file.format,
    isComplete: file.is_complete,
    workbook: toWorkbook(file),
    tables: tables.rows.map(({ position, name, row_count, column_count, preview }) => ({
      name,
      rowCount: Number(row_count),
      columnCount: column_count,
      columns: columns.rows.filter((row) => row.table_position === position).map(toColumn),
      preview,
      totals: totals.rows.filter((row) => row.table_position === position).map(toTotal),
    })),
  };
}
