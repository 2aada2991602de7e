import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './startSystem.ts';

/** A row of the corpus of hostile input. */
export type HostileRow = {
  id: string;
  surface: string;
  input: {
    kind: string;
    value?: string;
    text?: string;
    generator?: string;
    params?: Record<string, unknown>;
  };
  expected: {
    outcome: string;
    status?: number | number[];
    code?: string;
    sanitized?: string;
    content_disposition?: string;
    detail?: string;
  };
};

function read(file: string): HostileRow[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as HostileRow);
}

/** The committed corpus; a row of it that no test maps is a failure. */
export const committedRows = read(path.join(root, 'packages/valetkey/test/hostile-inputs.jsonl'));

/** The committed corpus with the rows of `HOSTILE_INPUTS`, when that names a larger one. */
export const allRows = process.env.HOSTILE_INPUTS
  ? [...new Map([...committedRows, ...read(process.env.HOSTILE_INPUTS)].map((row) => [row.id, row])).values()]
  : committedRows;

export const rowsOf = (surface: string, rows = allRows) => rows.filter((row) => row.surface === surface);
