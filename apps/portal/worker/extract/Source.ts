/** What rows are read from. */
export type Source = {
  /** As SQL has it after `from`. */
  sql: string;
  /** How many rows there are, more or less. */
  rows: number;
  /** How large the file is. */
  bytes: number;
  /** Whether some of its columns are read again without reading all of it. */
  isCheap: boolean;
};
