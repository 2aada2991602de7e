import { createHash, createHmac } from 'node:crypto';

// The judge of every URL of the benchmark: Signature Version 4 computed again, slowly and plainly, from the URL as a store
// would receive it and from the headers that the client says it sends.

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** Returns what is wrong with a presigned URL, or null. */
export function findFault({ method, url, headers, secretAccessKey }) {
  const { host, pathname, searchParams } = new URL(url);
  const given = searchParams.get('X-Amz-Signature');
  const [, day, region, service] = searchParams.get('X-Amz-Credential')?.split('/') ?? [];
  const signedNames = searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? [];
  const sent = Object.fromEntries(Object.entries({ ...headers, host }).map(([k, v]) => [k.toLowerCase(), v]));
  const unsent = signedNames.find((name) => !(name in sent));
  if (unsent !== undefined) return `signs ${unsent}, which is not sent`;
  const query = [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const canonicalRequest = [
    method,
    pathname
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/'),
    query,
    ...signedNames.map((name) => `${name}:${sent[name]}`),
    '',
    signedNames.join(';'),
    searchParams.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    searchParams.get('X-Amz-Date'),
    [day, region, service, 'aws4_request'].join('/'),
    createHash('sha256').update(canonicalRequest).digest('hex'),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, stringToSign).toString('hex') === given ? null : 'has a wrong signature';
}
