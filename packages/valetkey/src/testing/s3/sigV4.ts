import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { encodePath, percentDecode, percentEncode, type Query } from './parseTarget.ts';

/** AWS Signature Version 4, the server's side: names follow the stages of the specification. */

export const unsignedPayload = 'UNSIGNED-PAYLOAD';

export type CredentialScope = { accessKeyId: string; date: string; region: string; service: string };

export const hmac = (key: string | Buffer, data: string | Buffer): Buffer =>
  createHmac('sha256', key).update(data).digest();

export const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** `null` when it is not `accessKey/date/region/s3/aws4_request`; an access key may itself hold slashes. */
export function parseCredential(text: string): CredentialScope | null {
  const parts = text.split('/');
  if (parts.length < 5) return null;
  const [date, region, service, terminator] = parts.slice(-4) as [string, string, string, string];
  if (terminator !== 'aws4_request' || !/^\d{8}$/.test(date)) return null;
  return { accessKeyId: parts.slice(0, -4).join('/'), date, region, service };
}

export const scopeText = (scope: CredentialScope) =>
  `${scope.date}/${scope.region}/${scope.service}/aws4_request`;

const signingKeys = new Map<string, Buffer>();

/** Kept, as it changes once a day for each key pair. */
export function signingKey(secret: string, scope: CredentialScope): Buffer {
  const name = `${secret}/${scope.date}/${scope.region}/${scope.service}`;
  const cached = signingKeys.get(name);
  if (cached) return cached;
  const key = hmac(
    hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service),
    'aws4_request',
  );
  if (signingKeys.size > 100) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/** Header values by lower-case name, in the order sent; bytes as latin-1. */
export type RawHeaders = ReadonlyMap<string, readonly string[]>;

export function groupHeaders(rawHeaders: readonly string[]): RawHeaders {
  const grouped = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const values = grouped.get(name);
    if (values) values.push(rawHeaders[i + 1]!);
    else grouped.set(name, [rawHeaders[i + 1]!]);
  }
  return grouped;
}

export type CanonicalInput = {
  method: string;
  rawPath: string;
  query: Query;
  headers: RawHeaders;
  signedHeaders: readonly string[];
  payloadHash: string;
};

export function canonicalRequest(input: CanonicalInput): string {
  const query = input.query.pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = input.signedHeaders
    .map((name) => {
      const values = (input.headers.get(name) ?? []).map((value) => value.trim().replace(/ +/g, ' '));
      return `${name}:${values.join(',')}\n`;
    })
    .join('');
  return [
    input.method,
    encodePath(percentDecode(input.rawPath)),
    query,
    headers,
    input.signedHeaders.join(';'),
    input.payloadHash,
  ].join('\n');
}

export function stringToSign(amzDate: string, scope: CredentialScope, canonical: string): string {
  // Header bytes were read as latin-1; written back as latin-1 they are what the client hashed.
  return ['AWS4-HMAC-SHA256', amzDate, scopeText(scope), sha256Hex(Buffer.from(canonical, 'latin1'))].join(
    '\n',
  );
}

export function signaturesMatch(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'latin1');
  const b = Buffer.from(given, 'latin1');
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Milliseconds of `20260102T030405Z`; `null` when it is another form. */
export function parseAmzDate(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number) as number[];
  const time = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return Number.isNaN(time) ? null : time;
}
