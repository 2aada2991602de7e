import {
  type ErrorCode,
  errorTable,
  type HoldCode,
  holdTitles,
  type ReviewState,
  type StorageState,
} from '../protocol/index.ts';
import type { Derivative } from './readDerivatives.ts';
import type { Outcome } from './readOutcomes.ts';
import type { UploadRow } from './uploadRow.ts';

type Rejection = { code: string; message: string };

/** One version as its owner sees it. */
export type CatalogueVersion = {
  version: number;
  name: string;
  size: number | null;
  contentType: string;
  /** Folder that it was uploaded from, for display. */
  path: string | null;
  state: StorageState;
  /** State of the review; `unreviewed` at first. That one of two people agreed is the team's to know: it is `in_review` until both did. */
  review: ReviewState;
  /** What the malware scan came to, one of `scanOutcomes`; `null` before there was a verdict. */
  scan: string | null;
  rejection: Rejection | null;
  createdAt: string;
  updatedAt: string;
};

/** The contract's `file`: the current version's facts, and all versions, newest first. */
export type CatalogueFile = Omit<CatalogueVersion, 'version'> & {
  id: string;
  version: number;
  /** The kind of file in a person's terms, one of {@link fileCategories}. */
  category: FileCategory;
  /** The profile under which the current version was uploaded. */
  profile: string;
  /** Whether that profile has its files reviewed. */
  isReviewRequired: boolean;
  /** When it was put into the trash; `null` when it is not there. */
  deletedAt: string | null;
  /**
   * When the time began that its profile keeps it: the arrival of the current version, the decision about it, or its return from the trash.
   * `null` while it does not run: in the trash, and while it has to be kept anyway.
   */
  retainedFrom: string | null;
  /** Newest first; in a list at most the newest ten and the current one. */
  versions: CatalogueVersion[];
  /** What was made from the current version while it is available; in a list only its `thumb`. */
  derivatives: Derivative[];
  /** What was decided about the current version; never by whom. */
  outcome: Outcome | null;
  /**
   * Base64 SHA-256 of the current version, as the client declared it and it was checked; with `-n`, that of the SHA-256 sums of its n
   * parts, which the store checked. `null` without one. Of a single file, never in a list.
   */
  checksumSha256?: string | null;
  /** Facts that its sender gave with the current version, in the form of its profile; `null` without. Of a single file. */
  metadata?: unknown;
};

/** The groups of {@link CatalogueFile.category}, as `valetkey.file_category` of the database makes them. */
export const fileCategories = [
  'image',
  'video',
  'audio',
  'document',
  'spreadsheet',
  'presentation',
  'text',
  'archive',
  'other',
] as const;

export type FileCategory = (typeof fileCategories)[number];

/** Of `valetkey.file f`. */
export const retainedFrom =
  'case when f.deleted_at is null and not f.is_legally_held then f.retained_from end';

export type FileRow = {
  id: string;
  current_version: number | null;
  last_version: number;
  category: FileCategory | null;
  deleted_at: Date | null;
  retained_from: Date | null;
  created_at: Date;
  updated_at: Date;
};

/** What {@link FileRow} needs of `valetkey.file f`. */
export const fileColumns = `f.id, f.current_version, f.last_version, f.category, f.deleted_at, f.created_at, f.updated_at,
  ${retainedFrom} as retained_from`;

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

function isHoldCode(code: string): code is HoldCode {
  return Object.hasOwn(holdTitles, code);
}

function rejectionOf({ state, reason_code: code }: UploadRow): Rejection | null {
  if (state !== 'rejected' || code === null) return null;
  if (isHoldCode(code)) return { code, message: holdTitles[code] };
  return { code, message: isErrorCode(code) ? errorTable[code].title : 'The file was rejected' };
}

/** Owners see what becomes of their file, not who of the team is at it. */
function reviewForOwner(review: ReviewState): ReviewState {
  return review === 'awaiting_second' ? 'in_review' : review;
}

export function toCatalogueVersion(row: UploadRow): CatalogueVersion {
  const size = row.size ?? row.declared_size;
  return {
    version: row.version,
    name: row.name,
    size: size === null ? null : Number(size),
    contentType: row.content_type,
    path: row.path,
    state: row.state,
    review: reviewForOwner(row.review),
    scan: row.scan,
    rejection: rejectionOf(row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The newest version that reached the store, else the newest of all; `rows` are newest first or in any order. */
export function currentRow(rows: readonly UploadRow[], currentVersion: number | null): UploadRow | undefined {
  const wanted = currentVersion ?? Math.max(0, ...rows.map((row) => row.version));
  return rows.find((row) => row.version === wanted);
}

export function toCatalogueFile(
  file: FileRow,
  rows: readonly UploadRow[],
  outcomes: ReadonlyMap<string, Outcome>,
  derivatives: ReadonlyMap<string, Derivative[]>,
): CatalogueFile {
  const current = currentRow(rows, file.current_version);
  if (current === undefined) throw new TypeError(`file ${file.id} has no version`);
  return {
    ...toCatalogueVersion(current),
    id: file.id,
    category: file.category ?? 'other',
    profile: current.profile,
    isReviewRequired: current.is_review_required,
    deletedAt: file.deleted_at?.toISOString() ?? null,
    retainedFrom: file.retained_from?.toISOString() ?? null,
    versions: rows.map(toCatalogueVersion),
    derivatives: derivatives.get(file.id) ?? [],
    outcome: outcomes.get(current.id) ?? null,
    createdAt: file.created_at.toISOString(),
    updatedAt: file.updated_at.toISOString(),
  };
}
