import type { AccessRow } from '@/entities/audit';

/** A person, or a file, with everything that was done. */
export type AccessGroup = { id: string; rows: AccessRow[] };

/** Rows of one person, or with one file, together; whoever did something last comes first. */
export function groupAccess(rows: readonly AccessRow[], by: 'person' | 'file'): AccessGroup[] {
  const groups = new Map<string, AccessGroup>();
  for (const row of rows) {
    const id = by === 'person' ? `${row.actor.type} ${row.actor.id}` : row.file;
    const group = groups.get(id) ?? { id, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()];
}
