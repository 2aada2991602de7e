import 'server-only';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { hasPermission } from '@/shared/auth/index.server';
import { answerCall, countCall, recordLook } from '@/shared/valetkey/index.server';
import { markRead } from './markRead';
import { countUnread, listNotifications } from './readNotifications';

const id = z.string().regex(/^[a-z2-7]{26}$/);
const readBody = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(100) }),
  z.strictObject({ through: id }),
]);

/** `GET /api/notifications?cursor&limit` */
export function listOwnNotifications(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async (context) => {
    const { viewer, portal } = context;
    await countCall(context);
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const query = { cursor, limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 20 }) };
    const page = await listNotifications(
      { pool: portal.pool, cursorSecret: portal.config.auth.secret },
      viewer,
      query,
    );
    // The team reads names of other people's files here.
    if (hasPermission(viewer.role, 'review.read'))
      await recordLook(context, {
        list: 'notifications',
        // What is there may have changed since the same was asked: it is another look then.
        query: { ...query, first: page.notifications[0]?.id },
        details: { count: page.notifications.length },
      });
    return Response.json(page);
  });
}

/** `GET /api/notifications/count` */
export function countOwnNotifications(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async ({ viewer, portal }) =>
    Response.json({ unread: await countUnread(portal.pool, viewer) }),
  );
}

/** `POST /api/notifications/read` */
export function readOwnNotifications(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async (context) => {
    const { viewer, portal, requestId } = context;
    await countCall(context);
    const which = await readJson(request, readBody);
    const { pool, clock } = portal;
    const read = await markRead(
      { pool, clock, actor: { type: 'user', id: viewer.userId }, requestId },
      which,
    );
    return Response.json({ read, unread: await countUnread(pool, viewer) });
  });
}
