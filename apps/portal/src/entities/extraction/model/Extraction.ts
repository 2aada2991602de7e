import type { ExtractionKind } from '@/shared/extractions';

/** One entry of an archive, as its header tells it. */
export type ArchiveEntry = {
  position: number;
  name: string;
  kind: 'file' | 'folder' | 'link' | 'special';
  size: number | null;
  packedSize: number | null;
  isEncrypted: boolean;
  /** ISO 8601 */
  modifiedAt: string | null;
  linkTarget: string | null;
  warnings: string[];
};

export type ExtractedArchive = {
  kind: 'archive';
  format: 'zip' | 'tar' | 'tar.gz' | 'gzip';
  entryCount: number;
  contentBytes: number | null;
  isComplete: boolean;
  warnings: string[];
  entries: ArchiveEntry[];
};

export type TableColumn = {
  name: string;
  type: 'integer' | 'number' | 'text' | 'date' | 'time' | 'boolean' | 'other';
  valueCount: number;
  nullCount: number;
  distinctCount: number | null;
  isDistinctExact: boolean;
  min: string | null;
  max: string | null;
  sum: number | null;
  mean: number | null;
  outlierCount: number | null;
  outlierBelow: number | null;
  outlierAbove: number | null;
};

export type ExtractedTable = {
  /** Of a sheet; `null` where a file is one table. */
  name: string | null;
  rowCount: number;
  columnCount: number;
  columns: TableColumn[];
  preview: (string | null)[][];
  /** Rows that call themselves a total and are none; row and column from 1 on. */
  totals: { row: number; column: number; stated: number; computed: number }[];
};

export type ExtractedTables = {
  kind: 'table';
  format: 'csv' | 'tsv' | 'json' | 'parquet' | 'xlsx';
  isComplete: boolean;
  tables: ExtractedTable[];
};

export type ExtractedDocument = {
  kind: 'document';
  pageCount: number | null;
  slideCount: number | null;
  wordCount: number | null;
  hasMacros: boolean;
  title: string | null;
  author: string | null;
  /** ISO 8601 */
  createdAt: string | null;
  changedAt: string | null;
  /** How it begins. */
  text: string;
  /** Whether all of its text is kept. */
  isComplete: boolean;
};

export type Extracted = ExtractedArchive | ExtractedTables | ExtractedDocument;

/** What was read out of the current version of a file. */
export type FileExtraction = {
  version: number;
  kind: ExtractionKind;
  state: 'pending' | 'available' | 'not_available' | 'failed';
  /** Why there is nothing, in a word such as `too_large`. */
  reason: string | null;
  extracted: Extracted | null;
};

/** Who asks: the owner, or the team. */
export type ExtractionSource = 'own' | 'review';
