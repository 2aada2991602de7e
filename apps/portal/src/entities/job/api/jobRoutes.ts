import 'server-only';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { readId, readNothing } from '@/shared/api/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { changeParkedJob } from './changeParkedJob';
import { readJobs } from './readJobs';

function contextOf({ viewer, portal: { pool, clock }, requestId }: CallContext) {
  return { pool, clock, requestId, actor: { type: 'user', id: viewer.userId } as const };
}

/** `GET /api/admin/jobs` */
export function listJobs(request: Request): Promise<Response> {
  return answerCall(request, 'jobs.manage', async ({ portal: { pool, config } }) => {
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const page = await readJobs(
      { pool, cursorSecret: config.auth.secret },
      { cursor, limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }) },
    );
    return Response.json(page);
  });
}

/** `POST /api/admin/jobs/{id}/retry` */
export function retryJob(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'jobs.manage', async (context) => {
    await readNothing(request);
    await changeParkedJob(contextOf(context), readId(id), 'retry');
    return new Response(null, { status: 204 });
  });
}

/** `DELETE /api/admin/jobs/{id}` */
export function discardJob(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'jobs.manage', async (context) => {
    await changeParkedJob(contextOf(context), readId(id), 'discard');
    return new Response(null, { status: 204 });
  });
}
