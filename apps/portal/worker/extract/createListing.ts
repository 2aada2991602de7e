import {
  type ArchiveListing,
  type ArchiveWarning,
  maxEntries,
  maxFlagged,
  maxNameLength,
  maxNumber,
  maxScanned,
  type ReportedEntry,
} from './archiveReport';
import { oddCharacters, showText } from './showText';

/** An entry as its header has it. */
export type FoundEntry = Omit<ReportedEntry, 'position' | 'warnings'> & {
  warnings?: readonly ArchiveWarning[];
};

/** Legitimate files are not packed better than this by much, and what is small does no harm. */
const maxRatio = 200;
const harmlessBytes = 10 * 1024 ** 2;
const maxDepth = 40;

const archiveName = /\.(?:zip|jar|tar|gz|tgz|bz2|xz|zst|7z|rar|iso)$/i;
/** Whether so many bytes out of so few are more than anything honest is packed to. */
export function isBomb(bytes: number, packedBytes: number): boolean {
  return bytes > harmlessBytes && bytes / Math.max(packedBytes, 1) > maxRatio;
}

function judgeName(name: string): ArchiveWarning[] {
  const segments = name.split(/[/\\]/);
  const found: [ArchiveWarning, boolean][] = [
    ['path_outside', segments.includes('..')],
    ['absolute_path', /^(?:[/\\]|[a-z]:)/i.test(name)],
    ['name_too_long', name.length > maxNameLength],
    ['too_deep', segments.length > maxDepth],
    ['odd_name', name === '' || name.search(oddCharacters) >= 0],
    ['archive_inside', archiveName.test(name)],
  ];
  return found.filter(([, isSo]) => isSo).map(([warning]) => warning);
}

/** Collects entries into a listing of bounded size, and flags what no honest archive has. */
export function createListing() {
  const entries: ReportedEntry[] = [];
  const warnings = new Set<ArchiveWarning>();
  /** Position of the first entry of each name, as systems that care for neither case nor form see it. */
  const names = new Map<string, number>();
  let scanned = 0;
  let flagged = 0;
  let contentBytes: number | null = null;

  const flag = (entry: ReportedEntry, warning: ArchiveWarning) => {
    warnings.add(warning);
    if (!entry.warnings.includes(warning)) entry.warnings.push(warning);
  };

  return {
    /** Whether there is room for another one; what is beyond is flagged. */
    isFull(): boolean {
      if (scanned < maxScanned) return false;
      warnings.add('too_many_entries');
      return true;
    },

    /** Adds an entry, and answers its position. */
    add(found: FoundEntry): number {
      scanned += 1;
      const { warnings: given = [], ...facts } = found;
      const entry: ReportedEntry = {
        ...facts,
        position: scanned,
        name: showText(found.name, maxNameLength),
        linkTarget: found.linkTarget === null ? null : showText(found.linkTarget, maxNameLength),
        warnings: [],
      };
      const { size, packedSize } = entry;
      if (size !== null) contentBytes = Math.min((contentBytes ?? 0) + size, maxNumber);
      for (const warning of [...given, ...judgeName(found.name)]) flag(entry, warning);
      if (found.linkTarget !== null && judgeName(found.linkTarget).includes('path_outside'))
        flag(entry, 'path_outside');
      if (found.kind === 'link' || found.kind === 'special') flag(entry, found.kind);
      if (found.isEncrypted) flag(entry, 'encrypted');
      if (size !== null && packedSize !== null && isBomb(size, packedSize)) flag(entry, 'ratio');
      const key = found.name
        .normalize('NFC')
        .toLowerCase()
        .replace(/[/\\]+$/, '');
      const first = names.get(key);
      if (first === undefined) names.set(key, scanned);
      else {
        flag(entry, 'duplicate_name');
        const twin = entries.find(({ position }) => position === first);
        if (twin !== undefined) flag(twin, 'duplicate_name');
      }
      if (entries.length < maxEntries) entries.push(entry);
      else if (entry.warnings.length > 0 && flagged < maxFlagged) {
        flagged += 1;
        entries.push(entry);
      }
      return scanned;
    },

    /** Flags an entry that was added before; of one that is not told by name only the whole is flagged. */
    flagLater(position: number, warning: ArchiveWarning): void {
      warnings.add(warning);
      const entry = entries.find((one) => one.position === position);
      if (entry !== undefined) flag(entry, warning);
    },

    flagWhole: (warning: ArchiveWarning): void => void warnings.add(warning),

    /** `said` is how many entries the archive says it has; `packedBytes` what all of them have room in. */
    finish(end: { format: ArchiveListing['format']; said?: number; packedBytes: number }): ArchiveListing {
      if (contentBytes !== null && isBomb(contentBytes, end.packedBytes)) warnings.add('ratio');
      const entryCount = Math.min(Math.max(end.said ?? 0, scanned), maxNumber);
      const isWhole = !warnings.has('damaged_list') && !warnings.has('too_many_entries');
      return {
        format: end.format,
        entryCount,
        contentBytes,
        isComplete: isWhole && entries.length === entryCount,
        warnings: [...warnings],
        entries,
      };
    },
  };
}

export type Listing = ReturnType<typeof createListing>;
