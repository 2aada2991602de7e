import { formatBytes } from '@/shared/lib';
import type { ArchiveEntry, Extracted } from './Extraction';
import { linesOf } from './linesOf';

/** So many are compared; who needs more looks at the originals. */
const maxLines = 5_000;

const entryLine = ({ name, size }: ArchiveEntry) => (size === null ? name : `${name}  ${formatBytes(size)}`);

function allLines(extracted: Extracted): string[] {
  switch (extracted.kind) {
    case 'document':
      // Pages of a document end with a form feed.
      return extracted.text.split(/\r\n|[\r\n\f]/).map((line) => line.trimEnd());
    case 'text':
      return linesOf(extracted);
    case 'archive':
      return extracted.entries.map(entryLine);
    case 'table':
      return extracted.tables.flatMap(({ name, preview }) => [
        ...(name === null ? [] : [name]),
        ...preview.map((row) => row.map((value) => value ?? '').join(' | ')),
      ]);
    default:
      return [];
  }
}

/** What was read out of a file that has an order: its text, its entries, its first rows. */
export function listLines(extracted: Extracted): { lines: string[]; isShortened: boolean } {
  const lines = allLines(extracted);
  const isPart = (extracted.kind === 'document' || extracted.kind === 'text') && !extracted.isComplete;
  return { lines: lines.slice(0, maxLines), isShortened: isPart || lines.length > maxLines };
}
