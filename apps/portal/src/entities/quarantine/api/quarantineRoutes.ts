import 'server-only';
import type { HoldDecision } from 'valetkey/postgres';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { readId, readJson } from '@/shared/api/index.server';
import { answerCall, type CallContext, recordLook } from '@/shared/valetkey/index.server';
import { nameHeld } from './nameHeld';

type Params = { id: string };

const decisionBody = z.strictObject({ revision: z.int().min(0), reason: z.string() });

function decide(
  request: Request,
  { id }: Params,
  work: (portal: CallContext['portal'], decision: HoldDecision) => Promise<Response>,
): Promise<Response> {
  return answerCall(request, 'quarantine.decide', async ({ viewer, portal, requestId }) => {
    const body = await readJson(request, decisionBody);
    return work(portal, { ...body, id: readId(id), by: { id: viewer.userId }, requestId });
  });
}

/** `GET /api/admin/quarantine` */
export function listHeld(request: Request): Promise<Response> {
  return answerCall(request, 'quarantine.decide', async (context) => {
    const { portal } = context;
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const { files, nextCursor } = await portal.quarantine.list({
      cursor,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
    });
    await recordLook(context, {
      list: 'quarantine',
      query: { cursor, limit },
      details: { isFurther: cursor !== null, count: files.length },
    });
    return Response.json({ files: await nameHeld(portal.pool, files), nextCursor });
  });
}

/** `POST /api/admin/quarantine/{id}/approve`: the first of two. */
export function approveHeld(request: Request, params: Params): Promise<Response> {
  return decide(request, params, async ({ quarantine, pool }, decision) => {
    const [file] = await nameHeld(pool, [await quarantine.approve(decision)]);
    return Response.json(file);
  });
}

/** `POST /api/admin/quarantine/{id}/release` */
export function releaseHeld(request: Request, params: Params): Promise<Response> {
  return decide(request, params, async ({ quarantine }, decision) => {
    await quarantine.release(decision);
    return new Response(null, { status: 204 });
  });
}

/** `POST /api/admin/quarantine/{id}/refuse` */
export function refuseHeld(request: Request, params: Params): Promise<Response> {
  return decide(request, params, async ({ quarantine }, decision) => {
    await quarantine.refuse(decision);
    return new Response(null, { status: 204 });
  });
}
