import 'server-only';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import {
  acceptInvitation,
  invite,
  inviteAgain,
  listInvitations,
  readOffer,
  revokeInvitation,
} from '@/shared/accounts/index.server';
import { readId, readJson, readNothing } from '@/shared/api/index.server';
import { roles } from '@/shared/auth';
import { getAuth } from '@/shared/auth/index.server';
import { getSettings } from '@/shared/settings/index.server';
import { answerAnonymousCall, answerCall, type CallContext } from '@/shared/valetkey/index.server';

const inviteBody = z.strictObject({
  email: z.string().min(1).max(254),
  role: z.enum(roles),
  name: z.string().min(1).max(1_000).optional(),
});
const token = z.string().min(1).max(200);
const offerBody = z.strictObject({ token });
const acceptBody = z.strictObject({
  token,
  name: z.string().max(1_000),
  password: z.string().min(1).max(1_024),
});

function optionsOf({ viewer, portal, requestId }: CallContext) {
  const { pool, clock, mailer, config } = portal;
  const actor = { type: 'user', id: viewer.userId } as const;
  return { pool, clock, mailer, appUrl: config.appUrl, settings: getSettings, requestId, actor };
}

/** `GET /api/admin/invitations` */
export function listAllInvitations(request: Request): Promise<Response> {
  return answerCall(request, 'people.manage', async ({ portal: { pool, config, clock } }) => {
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const page = await listInvitations(
      { pool, cursorSecret: config.auth.secret, now: clock() },
      { cursor, limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }) },
    );
    return Response.json(page);
  });
}

/** `POST /api/admin/invitations` */
export function createInvitation(request: Request): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    const body = await readJson(request, inviteBody);
    return Response.json(await invite(optionsOf(context), body), { status: 201 });
  });
}

/** `POST /api/admin/invitations/{id}/resend` */
export function resendInvitation(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    await readNothing(request);
    return Response.json(await inviteAgain(optionsOf(context), readId(id)));
  });
}

/** `DELETE /api/admin/invitations/{id}` */
export function withdrawInvitation(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    await revokeInvitation(optionsOf(context), readId(id));
    return new Response(null, { status: 204 });
  });
}

/** `POST /api/invitations/offer`: what the holder of a link is offered. A body, because a token belongs into no URL. */
export function readInvitationOffer(request: Request): Promise<Response> {
  return answerAnonymousCall(request, 'invitation', async ({ portal: { pool, clock } }) => {
    const body = await readJson(request, offerBody);
    return Response.json(await readOffer({ pool, clock }, body.token));
  });
}

/** `POST /api/invitations/accept`: makes the account. Signing in is the next call. */
export function acceptOffer(request: Request): Promise<Response> {
  return answerAnonymousCall(request, 'invitation', async ({ portal: { pool, clock }, requestId }) => {
    const body = await readJson(request, acceptBody);
    const options = { pool, clock, requestId, auth: getAuth(), settings: getSettings };
    return Response.json(await acceptInvitation(options, body), { status: 201 });
  });
}
