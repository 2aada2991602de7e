import type { DerivativeState } from './DerivativeRecords.ts';
import type { NewAuditEvent } from './Records.ts';

/** What is read out of a version, by the kind of file it is. */
export type ExtractionKind = 'archive' | 'table' | 'document' | 'text' | 'image' | 'recording';

/** As for derivatives: `not_available` is this machine's lack, `failed` the file's fault. */
export type ExtractionState = DerivativeState;

/** One entry of an archive, as its header tells it; nobody has looked whether it is so. */
export type ArchiveEntry = {
  /** From 1 on, in the order of the archive. */
  position: number;
  /** Path within the archive, at most 1,024 characters and without control characters. Text to show, never a path to use. */
  name: string;
  /** `special`: a device, a pipe and the like. */
  kind: 'file' | 'folder' | 'link' | 'special';
  /** Bytes when unpacked; `null` where nothing says it. */
  size: number | null;
  /** Bytes within the archive; `null` where entries are not packed one by one. */
  packedSize: number | null;
  isEncrypted: boolean;
  modifiedAt: Date | null;
  /** Where a link leads; `null` for what is none. */
  linkTarget: string | null;
  /** What is wrong with it, in words such as `path_outside`. */
  warnings: readonly string[];
};

/** The listing of an archive from its headers. */
export type ExtractedArchive = {
  kind: 'archive';
  format: 'zip' | 'tar' | 'tar.gz' | 'gzip';
  /** Entries that there are, or are said to be. */
  entryCount: number;
  /** Bytes that all entries say they unpack to; `null` where nothing says it. */
  contentBytes: number | null;
  /** Whether `entries` are all of them. */
  isComplete: boolean;
  /** What is wrong with the archive or with any of its entries, in words such as `too_many_entries`. */
  warnings: readonly string[];
  entries: readonly ArchiveEntry[];
};

/** One column of a table. */
export type TableColumn = {
  name: string;
  type: 'integer' | 'number' | 'text' | 'date' | 'time' | 'boolean' | 'other';
  valueCount: number;
  nullCount: number;
  /** Different values; `null` where they are not compared. */
  distinctCount: number | null;
  /** Whether they were counted, and not estimated. */
  isDistinctExact: boolean;
  /** As text; `null` where there is none. */
  min: string | null;
  max: string | null;
  /** Of numbers only; beyond 2^53 the nearest one that there is. */
  sum: number | null;
  mean: number | null;
  /** Values below `outlierBelow` or above `outlierAbove`: far from where half of them are. `null` where there is no such range. */
  outlierCount: number | null;
  outlierBelow: number | null;
  outlierAbove: number | null;
};

/** A row that calls itself a total and is none. */
export type WrongTotal = {
  /** From 1 on, as the file has it. */
  row: number;
  /** From 1 on. */
  column: number;
  stated: number;
  /** What the rows above add up to. */
  computed: number;
};

export type ExtractedTable = {
  /** Of a sheet; `null` where a file is one table. */
  name: string | null;
  rowCount: number;
  /** Columns that there are; `columns` has the first hundred. */
  columnCount: number;
  columns: readonly TableColumn[];
  /** The first rows, as they are written. */
  preview: readonly (readonly (string | null)[])[];
  totals: readonly WrongTotal[];
};

/** What a workbook says about itself. */
export type WorkbookFacts = {
  /** Of all sheets, also of those without a cell. */
  sheetCount: number;
  /** Of them those that a spreadsheet program does not show. */
  hiddenSheetCount: number;
  title: string | null;
  author: string | null;
  /** As the workbook says. */
  createdAt: Date | null;
  changedAt: Date | null;
};

/** The tables of a file, measured. */
export type ExtractedTables = {
  kind: 'table';
  format: 'csv' | 'tsv' | 'json' | 'parquet' | 'xlsx';
  /** `null` for what is no workbook. */
  workbook: WorkbookFacts | null;
  /** Whether all rows of all tables are in it. */
  isComplete: boolean;
  tables: readonly ExtractedTable[];
};

/** What a document says about itself, and its text. */
export type ExtractedDocument = {
  kind: 'document';
  pageCount: number | null;
  slideCount: number | null;
  /** As the document says. */
  wordCount: number | null;
  /** Whether there are programs in it. */
  hasMacros: boolean;
  title: string | null;
  author: string | null;
  /** As the document says. */
  createdAt: Date | null;
  changedAt: Date | null;
  /** For search, at most 500,000 characters. */
  text: string;
  /** Whether that is all of it. */
  isComplete: boolean;
};

/** A file that is text and nothing else, and what there is of it. */
export type ExtractedText = {
  kind: 'text';
  /** `windows-1252` is a guess: of what is neither UTF-8 nor marked. */
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  hasByteOrderMark: boolean;
  /** How its lines end; `null` where there is one line or none. */
  lineEnding: 'lf' | 'crlf' | 'cr' | 'mixed' | null;
  lineCount: number;
  wordCount: number;
  characterCount: number;
  /** Characters of the longest line. */
  longestLine: number;
  /** Characters that are not seen: control characters, invisible ones, marks that turn the direction of text. */
  hiddenCount: number;
  /** Of them those that turn the direction, so that it reads otherwise than it is. */
  turningCount: number;
  /** Whether all of the file was counted, and not only its beginning. */
  isCounted: boolean;
  /** At most 500,000 characters, lines parted by `\n`, with a sign for each hidden character. */
  text: string;
  /** Whether that is all of it. */
  isComplete: boolean;
};

/** What a picture says about itself. */
export type ExtractedImage = {
  kind: 'image';
  /** Such as `jpeg`, `avif`, `heic`. */
  format: string;
  /** Pixels, as it is shown: upright. */
  width: number;
  height: number;
  /** 1 to 8, as EXIF numbers them; 1 is upright. */
  orientation: number | null;
  /** Such as `srgb`, `grey`, `cmyk`. */
  colour: string | null;
  channels: number | null;
  bitsPerChannel: number | null;
  hasAlpha: boolean;
  hasColourProfile: boolean;
  /** Frames of an animation, or pages. */
  frameCount: number;
  cameraMake: string | null;
  cameraModel: string | null;
  /** As the camera's clock showed it, without a zone: `2024-05-01T12:30:00`. */
  takenAt: string | null;
  caption: string | null;
  /** That there is a place in it; which one is never read out. */
  hasPosition: boolean;
};

/** One track of a recording. What it does not have is `null`. */
export type RecordingTrack = {
  kind: 'video' | 'audio';
  /** Such as `h264`, `aac`. */
  codec: string | null;
  /** Pixels, upright. */
  width: number | null;
  height: number | null;
  /** Frames in a second. */
  frameRate: number | null;
  channels: number | null;
  /** Samples in a second. */
  sampleRate: number | null;
  /** Bits in a second. */
  bitRate: number | null;
};

/** What a film or a piece of sound says about itself. */
export type ExtractedRecording = {
  kind: 'recording';
  /** Such as `mp4`, `matroska`, `wav`. */
  container: string;
  durationSeconds: number | null;
  /** Bits in a second, all tracks together. */
  bitRate: number | null;
  title: string | null;
  artist: string | null;
  /** As the recording says. */
  recordedAt: Date | null;
  /** That there is a place in it; which one is never read out. */
  hasPosition: boolean;
  /** Whether `tracks` are all of them. */
  isComplete: boolean;
  tracks: readonly RecordingTrack[];
};

/** What was read out of a version. */
export type Extracted =
  | ExtractedArchive
  | ExtractedTables
  | ExtractedDocument
  | ExtractedText
  | ExtractedImage
  | ExtractedRecording;

/** What became of an attempt: what was read, or why there is nothing. */
export type ExtractionResult = Extracted | { state: 'not_available' | 'failed'; reason: string };

/** What is known of a version's extraction. */
export type ExtractionRecord = {
  kind: ExtractionKind;
  state: ExtractionState;
  /** Why there is nothing, in a word of ours such as `too_large`. */
  reason: string | null;
  /** `null` unless it is available. */
  extracted: Extracted | null;
};

/** Where extractions are recorded: one method is one transaction. */
export type ExtractionRecords = {
  /** The extraction of a version, `null` while nobody has begun one. */
  findExtraction(input: { uploadId: string }): Promise<ExtractionRecord | null>;

  /**
   * Claims the extraction of a version for an attempt, also from another attempt. `false` when it is done already or the version
   * is not `available`.
   */
  beginExtraction(input: {
    uploadId: string;
    attemptId: string;
    kind: ExtractionKind;
    now: Date;
  }): Promise<boolean>;

  /**
   * Records what an attempt came to, with its event: of the kind that it turned out to be, whatever was begun. `false` with nothing written when the attempt holds nothing any more or the
   * version is not `available`.
   */
  finishExtraction(input: {
    uploadId: string;
    attemptId: string;
    result: ExtractionResult;
    event: NewAuditEvent;
    now: Date;
  }): Promise<boolean>;

  /** Forgets what was read out of a version that has ended. */
  removeExtraction(input: { uploadId: string }): Promise<void>;
};
