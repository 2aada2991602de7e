import 'server-only';
import { type ReviewChange, reviewTextLimits } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery, parseWholeNumber } from 'valetkey/server';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import {
  assertConfirmed,
  listReviewers,
  listReviewersOf,
  type Permission,
  resolvePerson,
  reviewerOf,
} from '@/shared/auth/index.server';
import { answerCall, type CallContext, recordLook } from '@/shared/valetkey/index.server';
import { assignBody, demandReviewer } from './assignee';
import { findOwners } from './findOwners';
import { readMentions } from './mentions';
import { nameDetail, nameExceptions, nameFiles } from './nameDetail';
import { recordQueueLook } from './recordQueueLook';

type Params = { id: string };
type Work = (
  context: CallContext,
  change: ReviewChange,
) => ReturnType<CallContext['portal']['review']['get']>;

const noBody = z.strictObject({});
const lease = z.boolean().optional();
const claimBody = z.strictObject({ lease });
const reasonBody = z.strictObject({ reason: z.string() });
const holdingBody = z.strictObject({ reason: z.string(), lease });
const commentBody = z.strictObject({ text: z.string() });
const decisionBody = z.strictObject({
  version: z.number(),
  decision: z.enum(['approve', 'reject', 'request_changes']),
  isSecond: z.boolean().nullish(),
  reasonCode: z.string().nullish(),
  message: z.string().nullish(),
  note: z.string().nullish(),
});

const listParameters = [
  'state',
  'review',
  'owner',
  'category',
  'required',
  'profile',
  'flag',
  'due',
  'held',
  'minSize',
  'maxSize',
  'from',
  'to',
  'type',
  'assignee',
  'q',
  'sort',
  'cursor',
  'limit',
] as const;

/** A call about one file that answers with the file as it is then. */
function answerDetail(
  request: Request,
  { id }: Params,
  permission: Permission,
  work: Work,
): Promise<Response> {
  return answerCall(request, permission, async (context) => {
    const { viewer, portal, requestId } = context;
    const reviewer = await reviewerOf(portal.pool, viewer);
    const detail = await work(context, { fileId: id, reviewer, requestId });
    return Response.json(await nameDetail(portal, detail));
  });
}

/** `GET /api/review/files`; `type` is another word for `category`. */
export function listReviewFiles(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const { viewer, portal } = context;
    const { limit, owner, assignee, category, type, ...query } = parseQuery(request.url, listParameters);
    if (category !== null && type !== null)
      throw new ValetKeyError('INVALID_QUERY', 'Give category or type, which mean the same, and not both.');
    const { scope = null } = await reviewerOf(portal.pool, viewer);
    const wanted = {
      ...query,
      category: category ?? type,
      owner: await resolvePerson(portal.pool, owner),
      assignee: assignee === 'me' ? viewer.userId : await resolvePerson(portal.pool, assignee),
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
    };
    const page = await portal.review.list({ ...wanted, scope });
    await recordQueueLook(context, wanted, page.files);
    return Response.json({
      files: await nameFiles(portal.pool, page.files),
      nextCursor: page.nextCursor,
      isSearchCapped: page.isSearchCapped,
    });
  });
}

/** `GET /api/review/counts` */
export function countReviewFiles(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal }) => {
    const { scope = null } = await reviewerOf(portal.pool, viewer);
    return Response.json(await portal.review.counts({ scope }));
  });
}

/** `GET /api/review/owners?q=`: at most ten people who handed something in. */
export function listReviewOwners(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const { viewer, portal } = context;
    const { q } = parseQuery(request.url, ['q']);
    const { scope = null } = await reviewerOf(portal.pool, viewer);
    const owners = await findOwners(portal.pool, { q: q ?? '', scope });
    await recordLook(context, { list: 'owners', query: {}, searched: q, details: { count: owners.length } });
    return Response.json({ owners });
  });
}

/** `GET /api/review/files/{id}` */
export function readReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.read', ({ portal }, change) => portal.review.get(change));
}

/** `POST /api/review/files/{id}/claim` */
export function claimReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.decide', async ({ portal }, change) => {
    const { lease: isLease = false } = (await readOptional(request, claimBody)) ?? {};
    return portal.review.claim({ ...change, isLease });
  });
}

/** `POST /api/review/files/{id}/renew`: an open page goes on holding the file. */
export function renewClaim(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.decide', async ({ viewer, portal }) => {
    await readOptional(request, noBody);
    const reviewer = await reviewerOf(portal.pool, viewer);
    return Response.json(await portal.review.renew({ fileId: id, reviewer }));
  });
}

/** `POST /api/review/files/{id}/release` */
export function releaseReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.decide', async ({ portal }, change) => {
    await readOptional(request, noBody);
    return portal.review.release(change);
  });
}

/** `POST /api/review/files/{id}/take-over` */
export function takeOverReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.decide', async ({ portal }, change) => {
    const { reason, lease: isLease = false } = await readJson(request, holdingBody);
    return portal.review.takeOver({ ...change, reason, isLease });
  });
}

/** `GET /api/review/reviewers`: who may hold a file. */
export function listAssignees(request: Request): Promise<Response> {
  return answerCall(request, 'review.read', async ({ portal }) =>
    Response.json({ reviewers: await listReviewers(portal.pool) }),
  );
}

/** `POST /api/review/files/{id}/assign` */
export function assignReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.assign', async ({ portal }, change) => {
    const { assignee, reason } = await readJson(request, assignBody);
    return portal.review.assign({
      ...change,
      assignee: await demandReviewer(portal.pool, assignee),
      reason: reason ?? null,
    });
  });
}

/** `POST /api/review/files/{id}/reopen` */
export function reopenReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.reopen', async ({ portal }, change) => {
    const { reason, lease: isLease = false } = await readJson(request, holdingBody);
    return portal.review.reopen({ ...change, reason, isLease });
  });
}

/** `POST /api/review/files/{id}/hold` */
export function placeHold(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.hold', async ({ portal }, change) =>
    portal.review.placeHold({ ...change, ...(await readJson(request, reasonBody)) }),
  );
}

/** `POST /api/review/files/{id}/lift` */
export function liftHold(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.hold', async ({ portal }, change) =>
    portal.review.liftHold({ ...change, ...(await readJson(request, reasonBody)) }),
  );
}

/** `POST /api/review/files/{id}/decision` */
export function decideReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.decide', async ({ portal }, change) => {
    const { version, decision, isSecond, reasonCode, message, note } = await readJson(request, decisionBody);
    return portal.review.decide({
      ...change,
      version,
      decision,
      isSecond: isSecond ?? null,
      reasonCode: reasonCode ?? null,
      message: message ?? null,
      note: note ?? null,
    });
  });
}

/**
 * `POST /api/review/files/{id}/break-glass`: opens a file beside one's scope for an hour. Reason and password come first: until both
 * are there, the answer is the same whether there is such a file or not.
 */
export function breakGlass(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal, requestId }) => {
    const { reason } = await readJson(request, reasonBody);
    if (reason.trim() === '')
      throw new ValetKeyError('INVALID_BODY', 'Say in reason why you need this file.');
    assertConfirmed(viewer, new Date());
    const reviewer = await reviewerOf(portal.pool, viewer);
    return Response.json(await portal.review.breakGlass({ fileId: id, reviewer, reason, requestId }));
  });
}

/** `GET /api/admin/break-glass`: what was opened beside scopes, by whom and why. */
export function listExceptions(request: Request): Promise<Response> {
  return answerCall(request, 'audit.read', async ({ portal }) => {
    const { cursor, limit } = parseQuery(request.url, ['cursor', 'limit']);
    const page = await portal.review.exceptions({
      cursor,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
    });
    return Response.json({
      exceptions: await nameExceptions(portal.pool, page.exceptions),
      nextCursor: page.nextCursor,
    });
  });
}

/** `POST /api/review/files/{id}/comments` */
export function commentReviewFile(request: Request, params: Params): Promise<Response> {
  return answerDetail(request, params, 'review.decide', async ({ portal }, change) => {
    const { text } = await readJson(request, commentBody);
    return portal.review.comment({ ...change, text, mentions: await readMentions(portal.pool, text) });
  });
}

/** `GET /api/review/files/{id}/mentionable`: who reviews such files, but for the owner and who asks. */
export function listMentionable(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.decide', async ({ viewer, portal }) => {
    const reviewer = await reviewerOf(portal.pool, viewer);
    const { profile, ownerId } = await portal.review.currentVersion({ fileId: id, reviewer });
    const reviewers = await listReviewersOf(portal.pool, profile);
    const others = reviewers.filter((one) => one.id !== viewer.userId && one.id !== ownerId);
    return Response.json({ reviewers: ownerId === viewer.userId ? [] : others });
  });
}

/** `GET /api/review/files/{id}/original?reason=[&version=]`: the bytes themselves, and why somebody wanted them. */
export function signOriginal(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async ({ viewer, portal, requestId }) => {
    const query = parseQuery(request.url, ['reason', 'version']);
    const reason = (query.reason ?? '').trim();
    if (reason === '' || reason.length > reviewTextLimits.reason || /\p{Cc}|\p{Cs}/u.test(reason))
      throw new ValetKeyError(
        'INVALID_QUERY',
        `Say in reason why you need the original, in at most ${reviewTextLimits.reason} characters.`,
      );
    assertConfirmed(viewer, new Date());
    const reviewer = await reviewerOf(portal.pool, viewer);
    const current = await portal.review.currentVersion({ fileId: id, reviewer });
    const { signedUrl, expiresAt } = await portal.valetKey.presignDownload({
      fileId: id,
      version: parseWholeNumber(query.version, 'version', {
        min: 1,
        max: 2 ** 31 - 1,
        fallback: current.version,
      }),
      ownerId: null,
      actor: { type: 'user', id: viewer.userId },
      purpose: current.isException ? 'break_glass' : 'original',
      reason,
      requestId,
      signal: request.signal,
    });
    return Response.json({ signedUrl, expiresAt: expiresAt.toISOString() });
  });
}

/** A call that needs no body may have an empty one. */
async function readOptional<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  return request.headers.has('content-type') ? readJson(request, schema) : null;
}
