/** A query string with its question mark, without what is not given; empty when nothing is. */
export function toSearch(query: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}
