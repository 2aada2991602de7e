import { ValetKeyError } from '../protocol/index.ts';

/** The named parameters of a query. Others are ignored; none may come twice. */
export function parseQuery<N extends string>(url: string, names: readonly N[]): Record<N, string | null> {
  const { searchParams } = new URL(url);
  const seen = new Set<string>();
  for (const name of searchParams.keys()) {
    if (seen.has(name)) throw new ValetKeyError('INVALID_QUERY', 'A query parameter is given twice.');
    seen.add(name);
  }
  return Object.fromEntries(names.map((name) => [name, searchParams.get(name)])) as Record<N, string | null>;
}

/** A whole number of a query parameter, or `fallback` when it is not given. */
export function parseWholeNumber<F>(
  value: string | null,
  name: string,
  range: { min: number; max: number; fallback: F },
): number | F {
  if (value === null) return range.fallback;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= range.min && number <= range.max)) {
    throw new ValetKeyError(
      'INVALID_QUERY',
      `${name} must be a whole number from ${range.min} to ${range.max}.`,
    );
  }
  return number;
}
