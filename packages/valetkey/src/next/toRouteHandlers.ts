import type { ValetKey } from '../server/index.ts';

/** What a `route.ts` of Next's App Router exports. */
export type RouteHandlers = Record<'GET' | 'POST' | 'DELETE', (request: Request) => Promise<Response>>;

/**
 * Serves all routes of Valet Key from catch-all routes below `basePath`.
 *
 * @example
 * ```ts
 * // app/api/upload/[[...path]]/route.ts, and the same in app/api/download/route.ts
 * export const { GET, POST, DELETE } = toRouteHandlers(valetKey);
 * ```
 */
export function toRouteHandlers(valetKey: Pick<ValetKey, 'handle'>): RouteHandlers {
  const handle = (request: Request) => valetKey.handle(request);
  return { GET: handle, POST: handle, DELETE: handle };
}
