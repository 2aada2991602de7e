import { readFileSync } from 'node:fs';

/** One row of the corpus: an input for one surface, and what must come of it. */
export type HostileRow = {
  id: string;
  surface: string;
  input: {
    kind: string;
    value?: unknown;
    text?: string;
    generator?: string;
    params?: Record<string, unknown>;
  };
  expected: {
    outcome: string;
    status?: number | number[];
    code?: string | string[];
    sanitized?: string;
    content_disposition?: string;
    signed_content_type?: string;
    detail?: string;
  };
};

function readRows(file: string | URL): HostileRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as HostileRow);
}

/** The rows of a surface: our corpus, and the file that HOSTILE_INPUTS names, whose rows win. */
export function hostileRows(surface: string): HostileRow[] {
  const rows = new Map<string, HostileRow>();
  const files: (string | URL)[] = [new URL('./hostile-inputs.jsonl', import.meta.url)];
  if (process.env.HOSTILE_INPUTS) files.push(process.env.HOSTILE_INPUTS);
  for (const row of files.flatMap(readRows)) if (row.surface === surface) rows.set(row.id, row);
  return [...rows.values()];
}

export function statuses(row: HostileRow): number[] {
  return [row.expected.status ?? []].flat();
}

export function codes(row: HostileRow): string[] {
  return [row.expected.code ?? []].flat();
}
