import { StoreError } from './StoreError.ts';

/** Both inclusive. */
export type Range = { start: number; end: number };

/** `null` for no range, or one that is to be ignored (malformed, or several). @throws `InvalidRange` when nothing of it exists */
export function parseRange(header: string | undefined, size: number): Range | null {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const unsatisfiable = new StoreError('InvalidRange', undefined, {
    details: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  });
  if (match[1] === '') {
    const length = Number(match[2]);
    if (length === 0 || size === 0) throw unsatisfiable;
    return { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(match[1]);
  if (match[2] !== '' && Number(match[2]) < start) return null;
  if (start >= size) throw unsatisfiable;
  return { start, end: match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1) };
}
