import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { assertSameOrigin, problemFromError, requestIdOf } from '@/shared/api/index.server';
import { getViewer, hasPermission, type Permission, type Viewer } from '@/shared/auth/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { getPortal, type Portal } from './getPortal';

/** What a route's work is given: who asks, the portal's parts, and the id that audit events carry. */
export type CallContext = { viewer: Viewer; portal: Portal; requestId: string };

/**
 * The frame of every JSON route of ours: who is asking, whether they may, whether the change comes from our own pages, and
 * every failure as a problem answer. Without the permission the answer is the 404 of what does not exist.
 */
export async function answerCall(
  request: Request,
  permission: Permission,
  work: (context: CallContext) => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const viewer = await getViewer(request.headers);
    if (viewer === null) throw new ValetKeyError('UNAUTHENTICATED', 'Sign in first.');
    const portal = getPortal();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      assertSameOrigin(request, [portal.config.appUrl]);
    if (!hasPermission(viewer.role, permission))
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    const response = await work({ viewer, portal, requestId });
    response.headers.set('cache-control', 'private, no-store');
    return response;
  } catch (error) {
    if (!(error instanceof ValetKeyError) || error.status >= 500)
      getLogger().error({ err: error, requestId }, 'call failed');
    return problemFromError(request, error);
  }
}
