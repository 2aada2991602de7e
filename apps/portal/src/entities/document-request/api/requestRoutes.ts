import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { readId, readJson, readNothing } from '@/shared/api/index.server';
import { resolvePerson, reviewerOf } from '@/shared/auth/index.server';
import { answerCall, type CallContext, countCall, recordLook } from '@/shared/valetkey/index.server';
import { cancelRequest, createRequest } from './changeRequests';
import { listOwnRequests, listRequests, requestLists } from './listRequests';

const requestBody = z.strictObject({
  person: z.string().min(1).max(254),
  name: z.string(),
  note: z.string().nullish(),
  dueOn: z.string().max(10).nullish(),
});

async function askerOf({ viewer, portal }: CallContext) {
  const { id, scope = null } = await reviewerOf(portal.pool, viewer);
  return { id, scope };
}

async function changeOf(context: CallContext) {
  const { viewer, portal, requestId } = context;
  const { pool, clock } = portal;
  const actor = { type: 'user', id: viewer.userId } as const;
  return { pool, clock, actor, asker: await askerOf(context), requestId };
}

function readList(value: string | null): (typeof requestLists)[number] {
  const list = requestLists.find((one) => one === (value ?? 'open'));
  if (list === undefined)
    throw new ValetKeyError('INVALID_QUERY', `list must be one of ${requestLists.join(', ')}.`);
  return list;
}

/** `GET /api/review/requests?list&person&cursor&limit` */
export function listAllRequests(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const { pool, clock, config } = context.portal;
    await countCall(context);
    const { list, person, cursor, limit } = parseQuery(request.url, ['list', 'person', 'cursor', 'limit']);
    const query = {
      list: readList(list),
      personId: await resolvePerson(pool, person),
      asker: await askerOf(context),
      cursor,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
    };
    const page = await listRequests({ pool, cursorSecret: config.auth.secret, now: clock() }, query);
    // An address that is nobody's stays what somebody typed.
    const isId = query.personId !== null && /^[\w-]{20,64}$/.test(query.personId);
    const { asker: _, ...looked } = query;
    await recordLook(context, {
      list: 'requests',
      query: looked,
      details: { list: query.list, count: page.requests.length, ...(isId && { person: query.personId }) },
    });
    return Response.json(page);
  });
}

/** `POST /api/review/requests` */
export function makeRequest(request: Request): Promise<Response> {
  return answerCall(request, 'review.decide', async (context) => {
    await countCall(context);
    const { person, ...asked } = await readJson(request, requestBody);
    const personId = (await resolvePerson(context.portal.pool, person)) ?? '';
    return Response.json(await createRequest(await changeOf(context), { ...asked, person: personId }), {
      status: 201,
    });
  });
}

/** `POST /api/review/requests/{id}/cancel` */
export function withdrawRequest(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'review.decide', async (context) => {
    await readNothing(request);
    return Response.json(await cancelRequest(await changeOf(context), readId(id)));
  });
}

/** `GET /api/requests`: what the caller is asked for. */
export function listRequestsOfMine(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async (context) => {
    const { pool, clock } = context.portal;
    await countCall(context);
    return Response.json({ requests: await listOwnRequests({ pool, now: clock() }, context.viewer.userId) });
  });
}
