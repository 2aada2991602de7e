import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

// What a client may not say about itself, and what only frameworks say to themselves.
const refusedPrefixes = [
  'x-forwarded-',
  'x-middleware-',
  'x-invoke-',
  'x-nextjs-',
  'x-vercel-',
  'x-valetkey-',
];
const refusedNames = new Set([
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'x-request-id',
  'x-matched-path',
  'x-now-route-matches',
  'x-prerender-revalidate',
  'x-prerender-revalidate-if-generated',
  'x-http-method-override',
  'x-original-url',
  'x-rewrite-url',
  'next-action',
  'next-resume',
  'content-security-policy',
  'content-security-policy-report-only',
]);

/** Removes every header a client has no business sending; the rest of the portal may then trust what is there. */
export function stripClientHeaders(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    if (refusedNames.has(name) || refusedPrefixes.some((prefix) => name.startsWith(prefix)))
      delete headers[name];
  }
}

function plainAddress(value: string | undefined): string | null {
  const address = value
    ?.trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  if (address === undefined || isIP(address) === 0) return null;
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * The client's network address. `x-forwarded-for` counts only as far as our own proxies wrote it: with two proxies in
 * front, the second address from the right. Call it before {@link stripClientHeaders}.
 */
export function clientAddress(
  socketAddress: string | undefined,
  headers: IncomingHttpHeaders,
  trustProxyHops: number,
): string {
  const direct = plainAddress(socketAddress) ?? 'unknown';
  if (trustProxyHops === 0) return direct;
  const header = headers['x-forwarded-for'];
  const chain = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  return plainAddress(chain[chain.length - trustProxyHops]) ?? direct;
}
