import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { assertSameOrigin, isExpectedError, problemFromError, requestIdOf } from '@/shared/api/index.server';
import { getViewer, hasPermission, type Permission, type Viewer } from '@/shared/auth/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { getPortal, type Portal } from './getPortal';

/** What a route's work is given: who asks, the portal's parts, and the id that audit events carry. */
export type CallContext = { viewer: Viewer; portal: Portal; requestId: string };

/** What everybody's route is given: nobody is asked who they are. */
export type AnonymousContext = Omit<CallContext, 'viewer'>;

async function frame(
  request: Request,
  work: (context: AnonymousContext) => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const response = await work({ portal: getPortal(), requestId });
    response.headers.set('cache-control', 'private, no-store');
    return response;
  } catch (error) {
    if (!isExpectedError(error)) getLogger().error({ err: error, requestId }, 'call failed');
    return problemFromError(request, error);
  }
}

function assertOwnOrigin(request: Request, portal: Portal): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    assertSameOrigin(request, [portal.config.appUrl]);
}

/**
 * The frame of every JSON route of ours: who is asking, whether they may, whether the change comes from our own pages, and
 * every failure as a problem answer. Without the permission the answer is the 404 of what does not exist.
 */
export function answerCall(
  request: Request,
  permission: Permission,
  work: (context: CallContext) => Promise<Response>,
): Promise<Response> {
  return frame(request, async ({ portal, requestId }) => {
    const viewer = await getViewer(request.headers);
    if (viewer === null) throw new ValetKeyError('UNAUTHENTICATED', 'Sign in first.');
    assertOwnOrigin(request, portal);
    if (!hasPermission(viewer.role, permission))
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    return work({ viewer, portal, requestId });
  });
}

/** The same frame for calls of machines: they carry a secret of their own, which `work` asks for, and come from no page. */
export function answerMachineCall(
  request: Request,
  work: (context: AnonymousContext) => Promise<Response>,
): Promise<Response> {
  return frame(request, work);
}

/** The same frame for the few calls that need no account. `call` names what is counted for the caller's network. */
export function answerAnonymousCall(
  request: Request,
  call: string,
  work: (context: AnonymousContext) => Promise<Response>,
): Promise<Response> {
  return frame(request, async ({ portal, requestId }) => {
    assertOwnOrigin(request, portal);
    await portal.authLimits.countAddress(call, request);
    return work({ portal, requestId });
  });
}
