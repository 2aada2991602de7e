import { z } from 'zod';

/** What is flagged. Words of ours that the portal has sentences for. */
export const archiveWarnings = [
  /** The path leads out of the folder that an archive is unpacked to. */
  'path_outside',
  'absolute_path',
  /** Another entry has the same name, for some systems at least. */
  'duplicate_name',
  'name_too_long',
  /** Folders in folders in folders. */
  'too_deep',
  /** Control characters, or ones that make text read otherwise than it is. */
  'odd_name',
  'link',
  /** A device, a pipe or a socket. */
  'special',
  'encrypted',
  /** Bytes of another entry, or of the listing itself, are taken for those of this one. */
  'overlap',
  /** Unpacks to so many times its size that it is a bomb, or says so. */
  'ratio',
  'too_many_entries',
  'archive_inside',
  /** The listing breaks off, or contradicts itself. */
  'damaged_list',
] as const;

export type ArchiveWarning = (typeof archiveWarnings)[number];

/** Larger numbers mean nothing, whoever writes them. */
export const maxNumber = Number.MAX_SAFE_INTEGER;
export const maxNameLength = 1_024;
/** Entries that are told with their names, and flagged ones beyond them. */
export const maxEntries = 1_000;
export const maxFlagged = 200;
/** Entries that are looked at; what has more is flagged and its rest not looked at. */
export const maxScanned = 100_000;

const amount = z.int().min(0).max(maxNumber);

export const archiveEntry = z.strictObject({
  position: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  name: z.string().max(maxNameLength),
  kind: z.enum(['file', 'folder', 'link', 'special']),
  size: amount.nullable(),
  packedSize: amount.nullable(),
  isEncrypted: z.boolean(),
  /** Milliseconds since 1970. */
  modifiedAt: z.int().min(0).max(253_402_300_799_999).nullable(),
  linkTarget: z.string().max(maxNameLength).nullable(),
  warnings: z.array(z.enum(archiveWarnings)).max(archiveWarnings.length),
});

export type ReportedEntry = z.output<typeof archiveEntry>;

export const archiveListing = z.strictObject({
  format: z.enum(['zip', 'tar', 'tar.gz', 'gzip']),
  entryCount: amount,
  contentBytes: amount.nullable(),
  isComplete: z.boolean(),
  warnings: z.array(z.enum(archiveWarnings)).max(archiveWarnings.length),
  entries: z.array(archiveEntry).max(maxEntries + maxFlagged),
});

export type ArchiveListing = z.output<typeof archiveListing>;

/** What the program that lists archives is told. */
export const archiveTask = z.strictObject({
  format: z.enum(['zip', 'tar', 'gzip']),
  size: amount,
  pieces: z.array(z.strictObject({ file: z.string(), offset: amount, length: amount })).max(8),
});

export type ArchiveTask = z.output<typeof archiveTask>;

/** What it answers: the listing, which bytes it needs for one, or that there is none. */
export const archiveReport = z.union([
  z.strictObject({ listing: archiveListing }),
  z.strictObject({ needs: z.strictObject({ offset: amount, length: amount }) }),
  z.strictObject({ problem: z.enum(['unreadable']) }),
]);

export type ArchiveReport = z.output<typeof archiveReport>;
