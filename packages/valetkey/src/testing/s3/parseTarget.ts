import { StoreError } from './StoreError.ts';

/** What a raw request target names. Nothing is normalised: `a//b`, `a/../b` and `%2F` are what they say. */
export type Target = {
  /** As it was sent, without the query. */
  rawPath: string;
  bucket: string | null;
  key: string | null;
  query: Query;
};

/** Decoded pairs in the order sent; names are case-sensitive. */
export type Query = {
  readonly pairs: readonly [string, string][];
  get(name: string): string | undefined;
  has(name: string): boolean;
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws `InvalidURI` for an incomplete escape or bytes that are not UTF-8. */
export function percentDecode(text: string): string {
  if (!text.includes('%') && /^[\x20-\x7e]*$/.test(text)) return text;
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '%') {
      const hex = text.slice(i + 1, i + 3);
      if (!/^[0-9a-f]{2}$/i.test(hex)) throw new StoreError('InvalidURI');
      bytes[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else bytes[length++] = text.charCodeAt(i);
  }
  try {
    return strictUtf8.decode(bytes.subarray(0, length));
  } catch {
    throw new StoreError('InvalidURI');
  }
}

/** Percent-encodes everything but the unreserved characters of RFC 3986, as SigV4 wants it. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const encodePath = (path: string): string => path.split('/').map(percentEncode).join('/');

export function parseQuery(raw: string): Query {
  const pairs: [string, string][] = raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const decode = (text: string) => percentDecode(text.replaceAll('+', ' '));
      return at === -1 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
  const first = new Map<string, string>();
  for (const [name, value] of pairs) if (!first.has(name)) first.set(name, value);
  return { pairs, get: (name) => first.get(name), has: (name) => first.has(name) };
}

/** Path style, or `bucket.<one of hostNames>`. */
export function parseTarget(url: string, host: string, hostNames: readonly string[]): Target {
  // Proxies send the absolute form; only its path counts.
  const absolute = /^[a-z]+:\/\/[^/?]*/i.exec(url);
  const target = absolute ? url.slice(absolute[0].length) : url;
  const at = target.indexOf('?');
  const rawPath = at === -1 ? target : target.slice(0, at);
  if (rawPath !== '' && !rawPath.startsWith('/')) throw new StoreError('InvalidURI');
  const query = parseQuery(at === -1 ? '' : target.slice(at + 1));
  const name = host.replace(/:\d+$/, '').toLowerCase();
  // `two.localhost` is a name of the store itself where it is listed, also beside `localhost`.
  const base = hostNames.includes(name)
    ? undefined
    : hostNames.find((candidate) => name.endsWith(`.${candidate}`));
  if (base) {
    const key = percentDecode(rawPath.slice(1));
    return {
      rawPath: rawPath || '/',
      bucket: name.slice(0, -base.length - 1),
      key: key === '' ? null : key,
      query,
    };
  }
  const slash = rawPath.indexOf('/', 1);
  const bucket = percentDecode(slash === -1 ? rawPath.slice(1) : rawPath.slice(1, slash));
  const key = slash === -1 ? '' : percentDecode(rawPath.slice(slash + 1));
  return {
    rawPath: rawPath || '/',
    bucket: bucket === '' ? null : bucket,
    key: key === '' ? null : key,
    query,
  };
}
