import type { StorageState } from 'valetkey/protocol';
import type { Derivative } from '@/entities/derivative/@x/file';

/** The kinds of file that a list can be narrowed to. */
export type FileCategory =
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'spreadsheet'
  | 'presentation'
  | 'text'
  | 'archive'
  | 'other';

/** Orders of a list; a minus means descending. */
export type FileSort = `${'' | '-'}${'createdAt' | 'updatedAt' | 'name' | 'size'}`;

/** A file as its owner's list has it. */
export type FileSummary = {
  id: string;
  name: string;
  /** Bytes; `null` while nobody knows yet. */
  size: number | null;
  contentType: string;
  category: FileCategory;
  /** Folder that it was uploaded from. */
  path: string | null;
  state: StorageState;
  review: string;
  isReviewRequired: boolean;
  version: number;
  rejection: { code: string; message: string } | null;
  /** What the review of this version came to. */
  outcome: {
    decision: string;
    reasonCode: string | null;
    /** The reason in the words of the profile. */
    reasonLabel?: string | null;
    message: string | null;
  } | null;
  /** When it was put into the trash. */
  deletedAt: string | null;
  createdAt: string;
  updatedAt: string;
};

/** One version of it, as it was uploaded and what became of it. */
export type FileVersion = Pick<
  FileSummary,
  'version' | 'name' | 'size' | 'contentType' | 'state' | 'review' | 'rejection' | 'createdAt' | 'updatedAt'
> & { scan: string | null };

/** A file with all its versions, newest first, and what the malware scan of the current one came to. */
export type FileDetails = FileSummary & {
  scan: string | null;
  /** Base64; with `-n`, of the sums of its n parts. */
  checksumSha256: string | null;
  /** Until when its profile keeps it; `null` without an end. */
  keptUntil: string | null;
  versions: FileVersion[];
  derivatives: Derivative[];
};

export type FilePage = { files: FileSummary[]; nextCursor: string | null };

/** Whether the file's state is about to change without anybody doing anything. */
export function isBeingChecked(file: Pick<FileSummary, 'state'>): boolean {
  return file.state === 'uploaded' || file.state === 'verifying';
}
