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

export type WorkbookFacts = {
  sheetCount: number;
  hiddenSheetCount: number;
  title: string | null;
  author: string | null;
  /** ISO 8601 */
  createdAt: string | null;
  changedAt: string | null;
};

export type ExtractedTables = {
  kind: 'table';
  format: 'csv' | 'tsv' | 'json' | 'parquet' | 'xlsx';
  /** `null` for what is no workbook. */
  workbook: WorkbookFacts | null;
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

export type ExtractedText = {
  kind: 'text';
  /** The last one is a guess. */
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  hasByteOrderMark: boolean;
  lineEnding: 'lf' | 'crlf' | 'cr' | 'mixed' | null;
  lineCount: number;
  wordCount: number;
  characterCount: number;
  longestLine: number;
  /** Characters that are not seen; a sign stands for each. */
  hiddenCount: number;
  /** Of them those that turn the direction of text. */
  turningCount: number;
  /** Whether all of the file was counted, and not only its beginning. */
  isCounted: boolean;
  /** How it begins, in lines. */
  text: string;
  /** Whether that is all of it. */
  isComplete: boolean;
};

export type ExtractedImage = {
  kind: 'image';
  format: string;
  /** Pixels, upright. */
  width: number;
  height: number;
  /** 1 to 8, as EXIF numbers them; 1 is upright. */
  orientation: number | null;
  colour: string | null;
  channels: number | null;
  bitsPerChannel: number | null;
  hasAlpha: boolean;
  hasColourProfile: boolean;
  /** Frames of an animation, or pages. */
  frameCount: number;
  cameraMake: string | null;
  cameraModel: string | null;
  /** Of a clock without a zone: `2024-05-01T12:30:00`. */
  takenAt: string | null;
  caption: string | null;
  hasPosition: boolean;
};

export type RecordingTrack = {
  kind: 'video' | 'audio';
  codec: string | null;
  width: number | null;
  height: number | null;
  frameRate: number | null;
  channels: number | null;
  sampleRate: number | null;
  bitRate: number | null;
};

export type ExtractedRecording = {
  kind: 'recording';
  container: string;
  durationSeconds: number | null;
  bitRate: number | null;
  title: string | null;
  artist: string | null;
  /** ISO 8601 */
  recordedAt: string | null;
  hasPosition: boolean;
  /** Whether all tracks are told. */
  isComplete: boolean;
  tracks: RecordingTrack[];
};

export type Extracted =
  | ExtractedArchive
  | ExtractedTables
  | ExtractedDocument
  | ExtractedText
  | ExtractedImage
  | ExtractedRecording;

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
