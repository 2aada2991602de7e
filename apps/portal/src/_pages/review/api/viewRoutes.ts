import 'server-only';
import type { ReviewScope } from 'valetkey/postgres';
import { z } from 'zod';
import { readId, readJson } from '@/shared/api/index.server';
import { hasPermission, reviewerOf } from '@/shared/auth/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { parseQueueFilter, toListQuery } from '../model/QueueFilter';
import type { SavedView } from '../model/SavedView';
import { changeView, deleteView, listViews, type StoredView, saveView, type ViewChange } from './savedViews';

const body = z.strictObject({
  name: z.string().max(200),
  search: z.string().max(2_000),
  isShared: z.boolean(),
});

function changeOf({ viewer, portal, requestId }: CallContext): ViewChange {
  const mayShare = hasPermission(viewer.role, 'review.share');
  return { userId: viewer.userId, mayShare, requestId, now: portal.clock() };
}

/** A search is an event whenever somebody runs it, and these numbers are asked for all day: it has none. */
async function countView(
  { viewer, portal }: CallContext,
  { search }: StoredView,
  scope: ReviewScope | null,
): Promise<SavedView['count']> {
  const { sort: _, assignee, q, ...query } = toListQuery(parseQueueFilter(new URLSearchParams(search)));
  if (q !== undefined) return null;
  return portal.review.count({
    ...query,
    ...(assignee !== undefined && { assignee: assignee === 'me' ? viewer.userId : assignee }),
    scope,
  });
}

async function withCount(context: CallContext, view: StoredView): Promise<SavedView> {
  const { scope = null } = await reviewerOf(context.portal.pool, context.viewer);
  return { ...view, count: await countView(context, view, scope) };
}

/** `GET /api/review/views`: one's own and the team's, each with what is in it for who asks. */
export function listSavedViews(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const { viewer, portal } = context;
    const { scope = null } = await reviewerOf(portal.pool, viewer);
    const views: SavedView[] = [];
    // One after the other: a page that asks for them leaves connections for the others.
    for (const view of await listViews(portal.pool, viewer.userId))
      views.push({ ...view, count: await countView(context, view, scope) });
    return Response.json({ views });
  });
}

/** `POST /api/review/views` */
export function saveSavedView(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const view = await saveView(context.portal.pool, await readJson(request, body), changeOf(context));
    return Response.json(await withCount(context, view), { status: 201 });
  });
}

/** `PATCH /api/review/views/{id}` */
export function changeSavedView(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const given = await readJson(request, body);
    const view = await changeView(context.portal.pool, readId(id), given, changeOf(context));
    return Response.json(await withCount(context, view));
  });
}

/** `DELETE /api/review/views/{id}` */
export function deleteSavedView(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    await deleteView(context.portal.pool, readId(id), changeOf(context));
    return new Response(null, { status: 204 });
  });
}
