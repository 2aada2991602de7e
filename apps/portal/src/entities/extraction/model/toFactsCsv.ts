import type { Extracted } from 'valetkey/server';
import { toCsvLine } from '@/shared/lib';

type Value = string | number | boolean | Date | null | readonly string[];
/** A line: of which part, which one of them, what it is called, and one fact of it. */
type Line = readonly [part: string, number: string, name: string, fact: string, value: Value];

const header = toCsvLine(['part', 'number', 'name', 'fact', 'value']);

const isValue = (value: unknown): value is Value =>
  value === null ||
  typeof value !== 'object' ||
  value instanceof Date ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** What is said of one thing; what it consists of has lines of its own, and what is not said has none. */
function linesOf(
  part: string,
  number: string,
  name: string | null,
  facts: object,
  left: readonly string[] = [],
): Line[] {
  return Object.entries(facts).flatMap(([fact, value]): Line[] =>
    isValue(value) && value !== null && !left.includes(fact) ? [[part, number, name ?? '', fact, value]] : [],
  );
}

function partsOf(extracted: Extracted): Line[] {
  switch (extracted.kind) {
    case 'archive':
      return extracted.entries.flatMap((entry) =>
        linesOf('entry', String(entry.position), entry.name, entry, ['position', 'name']),
      );
    case 'table':
      return [
        ...(extracted.workbook === null ? [] : linesOf('workbook', '', '', extracted.workbook)),
        ...extracted.tables.flatMap((table, index) => [
          ...linesOf('table', String(index + 1), table.name, table, ['name']),
          ...table.columns.flatMap((column, at) =>
            linesOf('column', `${index + 1}.${at + 1}`, column.name, column, ['name']),
          ),
          ...table.totals.flatMap((total, at) => linesOf('wrong total', `${index + 1}.${at + 1}`, '', total)),
        ]),
      ];
    case 'recording':
      return extracted.tracks.flatMap((track, index) => linesOf('track', String(index + 1), '', track));
    case 'document':
    case 'text':
    case 'image':
      return [];
  }
}

/** Cells as spreadsheet programs have them. */
function toCell(value: Value): string | number {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return value?.join(' ') ?? '';
  return typeof value === 'boolean' ? String(value) : (value ?? '');
}

/**
 * The facts of a version as a table, one a line. The content itself is not in it: neither the text of a document or a text file nor the
 * first rows of a table. Everything that comes from the file is text that no spreadsheet program runs.
 */
export function toFactsCsv(file: { id: string; version: number }, extracted: Extracted): string {
  const lines: Line[] = [
    ['file', '', '', 'id', file.id],
    ['file', '', '', 'version', file.version],
    ...linesOf('file', '', '', extracted, ['text']),
    ...partsOf(extracted),
  ];
  return header + lines.map((line) => toCsvLine(line.map((cell) => toCell(cell)))).join('');
}
