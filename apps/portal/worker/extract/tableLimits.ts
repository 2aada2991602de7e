/** What is told of tables; the rest is counted and not told. */
export const maxTables = 20;
/** Sheets that are counted. */
export const maxSheets = 100_000;
export const maxColumns = 100;
export const maxPreviewRows = 20;
export const maxPreviewColumns = 30;
export const maxTotals = 50;
export const maxCellLength = 120;
export const maxColumnName = 200;
