import { ValetKeyError } from 'valetkey/protocol';

/**
 * Refuses a state change that did not come from our own pages. A request that carries a cookie needs our own `Origin`; one
 * without a cookie (signing in from a script) may have none, but never another one.
 */
export function assertSameOrigin(request: Request, appOrigins: readonly string[]): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isForeignSite = site !== null && site !== 'same-origin' && site !== 'none';
  const isForeignOrigin = origin === null ? request.headers.has('cookie') : !appOrigins.includes(origin);
  if (isForeignSite || isForeignOrigin)
    throw new ValetKeyError('BAD_ORIGIN', 'Use the application itself to do this.');
}
