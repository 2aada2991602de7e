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

export type Extracted = ExtractedArchive;

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
