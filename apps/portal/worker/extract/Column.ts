import type { ReportedColumn } from './tableReport';

/** A column on its way to a report. */
export type Column = { name: string; type: ReportedColumn['type'] };

/** What it is to people, by what it is to DuckDB. */
export function columnTypeOf(duckType: string): Column['type'] {
  if (duckType.endsWith(']')) return 'other';
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(duckType)) return 'integer';
  if (/^(?:DOUBLE|FLOAT|DECIMAL)/.test(duckType)) return 'number';
  if (/^(?:VARCHAR|UUID|ENUM)/.test(duckType)) return 'text';
  if (/^(?:DATE|TIMESTAMP)/.test(duckType)) return 'date';
  if (/^TIME/.test(duckType)) return 'time';
  return duckType === 'BOOLEAN' ? 'boolean' : 'other';
}

export const isNumber = ({ type }: Column) => type === 'integer' || type === 'number';
