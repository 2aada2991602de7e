import type { AccessRow } from './AccessRow';

const maxReasons = 3;

type Counted = Omit<AccessRow, 'actor'> & { actor: { type: string; id: string } };

/** Rows of several windows, newest window first, as one report: a kind of event is one row again, the last one first. */
export function mergeAccess<Row extends Counted>(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.actor.type, row.actor.id, row.file, row.action, row.purpose]);
    const newer = merged.get(key);
    merged.set(
      key,
      newer === undefined
        ? row
        : {
            ...newer,
            versions: [...new Set([...newer.versions, ...row.versions])].sort((a, b) => a - b),
            reasons: [...newer.reasons, ...row.reasons].slice(0, maxReasons),
            count: newer.count + row.count,
            first: row.first < newer.first ? row.first : newer.first,
            last: row.last > newer.last ? row.last : newer.last,
          },
    );
  }
  return [...merged.values()];
}
