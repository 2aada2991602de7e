import { toCsvLine } from '@/shared/lib';
import type { AccessRow } from './AccessRow';

const columns: readonly (readonly [string, (row: AccessRow) => unknown])[] = [
  ['actor', (row) => row.actor.id],
  ['actorName', (row) => row.actor.name],
  ['actorEmail', (row) => row.actor.email],
  ['file', (row) => row.file],
  ['fileName', (row) => row.fileName],
  ['action', (row) => row.action],
  ['purpose', (row) => row.purpose],
  ['versions', (row) => row.versions.join(' ')],
  ['count', (row) => row.count],
  ['first', (row) => row.first],
  ['last', (row) => row.last],
  ['newestReason', (row) => row.reasons[0]],
];

export const accessCsvHeader = toCsvLine(columns.map(([name]) => name));

export function toAccessCsvLines(rows: readonly AccessRow[]): string {
  return rows.map((row) => toCsvLine(columns.map(([, read]) => read(row)))).join('');
}
