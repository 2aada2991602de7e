import { readFileSync } from 'node:fs';

/** A row of the corpus of hostile input, as far as the portal's own tests need it. */
export type HostileRow = {
  id: string;
  surface: string;
  input: { value?: string; text?: string };
  expected: { outcome: string; code?: string };
};

const corpus = new URL('../../../packages/valetkey/test/hostile-inputs.jsonl', import.meta.url);

/** The rows of a surface: the committed ones, and those of the file that `HOSTILE_INPUTS` names, which win. */
export function hostileRows(surface: string): HostileRow[] {
  const rows = new Map<string, HostileRow>();
  for (const file of [corpus, ...(process.env.HOSTILE_INPUTS ? [process.env.HOSTILE_INPUTS] : [])])
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const row = JSON.parse(line) as HostileRow;
      if (row.surface === surface) rows.set(row.id, row);
    }
  return [...rows.values()];
}
