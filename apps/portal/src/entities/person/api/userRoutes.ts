import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { changeAccount, findAccount, issueLink, listAccounts } from '@/shared/accounts/index.server';
import { readId, readJson, readNothing } from '@/shared/api/index.server';
import { roles } from '@/shared/auth';
import { profileName } from '@/shared/profiles/index.server';
import { answerCall, type CallContext, recordLook } from '@/shared/valetkey/index.server';

type Parameters = { id: string };

const changeBody = z
  .strictObject({
    role: z.enum(roles).optional(),
    isDisabled: z.boolean().optional(),
    name: z.string().max(1_000).optional(),
    reviewProfiles: z.array(profileName).min(1).max(100).nullish(),
  })
  .refine((body) => Object.keys(body).length > 0);

const filters = ['q', 'role', 'status', 'sort', 'cursor', 'limit'] as const;

/** Who changes something, and with what. */
function contextOf({ viewer, portal: { pool, clock }, requestId }: CallContext) {
  return { pool, clock, requestId, actor: { type: 'user', id: viewer.userId } as const };
}

async function answerAccount({ portal }: CallContext, id: string): Promise<Response> {
  const account = await findAccount(portal.pool, id);
  if (account === null) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
  // What the account may hold is the same for everybody; the page shows it beside what it does hold.
  const { maxBytes, maxFiles } = portal.config.quota;
  return Response.json({ ...account, maxBytes, maxFiles });
}

/** `GET /api/admin/users` */
export function listUsers(request: Request): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    const { pool, config } = context.portal;
    const { limit, ...query } = parseQuery(request.url, filters);
    const page = await listAccounts(
      { pool, cursorSecret: config.auth.secret },
      { ...query, limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }) },
    );
    const { q, role, status, sort, ...place } = query;
    await recordLook(context, {
      list: 'people',
      query: { role, status, sort, ...place, limit },
      searched: q,
      // Only words that the list itself knows get here.
      details: { role, status, sort, isFurther: place.cursor !== null, count: page.users.length },
    });
    return Response.json(page);
  });
}

/** `GET /api/admin/users/{id}` */
export function readUser(request: Request, { id }: Parameters): Promise<Response> {
  return answerCall(request, 'people.manage', (context) => answerAccount(context, readId(id)));
}

/** `PATCH /api/admin/users/{id}`: role, name, or whether the account may be used. */
export function changeUser(request: Request, { id }: Parameters): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    const change = await readJson(request, changeBody);
    await changeAccount(contextOf(context), readId(id), change);
    return answerAccount(context, id);
  });
}

function answerLink(request: Request, kind: 'reset' | 'verification', id: string): Promise<Response> {
  return answerCall(request, 'people.manage', async (context) => {
    await readNothing(request);
    const { links, mailer, config } = context.portal;
    const options = { ...contextOf(context), links, mailer, appUrl: config.appUrl };
    return Response.json(await issueLink(options, kind, readId(id)));
  });
}

/** `POST /api/admin/users/{id}/reset-link` */
export function issueResetLink(request: Request, { id }: Parameters): Promise<Response> {
  return answerLink(request, 'reset', id);
}

/** `POST /api/admin/users/{id}/verification-link` */
export function issueVerificationLink(request: Request, { id }: Parameters): Promise<Response> {
  return answerLink(request, 'verification', id);
}
