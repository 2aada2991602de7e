import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import {
  changeAccountSettings,
  findAccount,
  listSessions,
  renameOwnAccount,
  revokeSessions,
} from '@/shared/accounts/index.server';
import { readId, readJson } from '@/shared/api/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';

function contextOf({ viewer, portal: { pool, clock }, requestId }: CallContext) {
  return { pool, clock, requestId, actor: { type: 'user', id: viewer.userId } as const };
}

/** `GET /api/admin/users/{id}/sessions` */
export function listUserSessions(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'people.manage', async ({ viewer, portal: { pool, clock } }) => {
    if ((await findAccount(pool, readId(id))) === null)
      throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    const sessions = await listSessions(pool, {
      userId: id,
      currentSessionId: viewer.sessionId,
      now: clock(),
    });
    return Response.json({ sessions });
  });
}

/** `DELETE /api/admin/users/{id}/sessions`: all of them. */
export function endUserSessions(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) =>
    Response.json({ ended: await revokeSessions(contextOf(context), { userId: readId(id) }) }),
  );
}

/** `DELETE /api/admin/users/{id}/sessions/{sessionId}` */
export function endUserSession(
  request: Request,
  { id, sessionId }: { id: string; sessionId: string },
): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    await revokeSessions(contextOf(context), { userId: readId(id), sessionId: readId(sessionId) });
    return new Response(null, { status: 204 });
  });
}

/** `GET /api/account/sessions` */
export function listOwnSessions(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async ({ viewer, portal: { pool, clock } }) => {
    const { userId, sessionId } = viewer;
    const sessions = await listSessions(pool, { userId, currentSessionId: sessionId, now: clock() });
    return Response.json({ sessions });
  });
}

/** `DELETE /api/account/sessions`: all but the one that asks. */
export function endOtherSessions(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async (context) => {
    const { userId, sessionId } = context.viewer;
    const ended = await revokeSessions(contextOf(context), { userId, exceptSessionId: sessionId });
    return Response.json({ ended });
  });
}

/** `DELETE /api/account/sessions/{sessionId}` */
export function endOwnSession(request: Request, { sessionId }: { sessionId: string }): Promise<Response> {
  return answerCall(request, 'account.own', async (context) => {
    const { userId } = context.viewer;
    await revokeSessions(contextOf(context), { userId, sessionId: readId(sessionId) });
    return new Response(null, { status: 204 });
  });
}

const ownBody = z
  .strictObject({
    name: z.string().max(1_000).optional(),
    isOutcomeMailed: z.boolean().optional(),
    isReminderMailed: z.boolean().optional(),
    isMentionMailed: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0);

/** `PATCH /api/account`: one's own name, and which mails one gets. Answers what was sent as it was taken. */
export function changeOwnAccount(request: Request): Promise<Response> {
  return answerCall(request, 'account.own', async (context) => {
    const { name, ...mails } = await readJson(request, ownBody);
    const taken = name === undefined ? undefined : await renameOwnAccount(contextOf(context), name);
    if (Object.keys(mails).length > 0) await changeAccountSettings(contextOf(context), mails);
    return Response.json({ name: taken, ...mails });
  });
}
