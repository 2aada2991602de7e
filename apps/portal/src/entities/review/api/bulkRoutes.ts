import 'server-only';
import type { BulkInput } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { parseQuery } from 'valetkey/server';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { reviewerOf } from '@/shared/auth/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { assignBody, demandReviewer } from './assignee';
import { nameFiles } from './nameDetail';

type WithoutFiles<Input> = Input extends unknown ? Omit<Input, 'files' | 'reviewer' | 'requestId'> : never;
type BulkWork = WithoutFiles<BulkInput>;

const bulkText = { message: z.string().nullish(), note: z.string().nullish() };
const bulkBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.enum(['claim', 'release']),
    files: z.array(z.strictObject({ id: z.string() })),
  }),
  z.strictObject({
    action: z.literal('decide'),
    files: z.array(z.strictObject({ id: z.string(), version: z.number() })),
    decision: z.enum(['approve', 'reject', 'request_changes']),
    reasonCode: z.string().nullish(),
    ...bulkText,
  }),
]);

const bulkFiles = z.array(z.strictObject({ id: z.string() }));
const bulkAssignBody = assignBody.extend({ files: bulkFiles });
const bulkHoldBody = z.strictObject({
  files: bulkFiles,
  change: z.enum(['hold', 'lift']),
  reason: z.string(),
});
/** Profiles in one question for the reasons that they share. */
const maxReasonProfiles = 50;

/** What became of each of many files. */
async function answerBulk(
  { viewer, portal, requestId }: CallContext,
  work: BulkWork,
  files: readonly { id: string; version?: number }[],
): Promise<Response> {
  const outcomes = await portal.review.bulk({
    ...work,
    files: files.map(({ id, ...rest }) => ({ fileId: id, ...rest })),
    reviewer: await reviewerOf(portal.pool, viewer),
    requestId,
  });
  const done = outcomes.flatMap((outcome) => ('file' in outcome ? [outcome.file] : []));
  const named = new Map((await nameFiles(portal.pool, done)).map((file) => [file.id, file]));
  return Response.json({
    done: done.length,
    refused: outcomes.length - done.length,
    outcomes: outcomes.map((outcome) =>
      'file' in outcome
        ? { id: outcome.fileId, status: 200, file: named.get(outcome.fileId) }
        : {
            id: outcome.fileId,
            status: outcome.error.status,
            code: outcome.error.code,
            detail: outcome.error.message,
          },
    ),
  });
}

/** `POST /api/review/bulk`: answers 200 as a whole; each file has its own status in it. */
export function bulkReviewFiles(request: Request): Promise<Response> {
  return answerCall(request, 'review.decide', async (context) => {
    const { files, ...work } = await readJson(request, bulkBody);
    return answerBulk(context, work, files);
  });
}

/** `POST /api/review/bulk/assign`: the same, giving them to somebody. */
export function bulkAssignFiles(request: Request): Promise<Response> {
  return answerCall(request, 'review.assign', async (context) => {
    const { files, assignee, reason = null } = await readJson(request, bulkAssignBody);
    return answerBulk(
      context,
      { action: 'assign', assignee: await demandReviewer(context.portal.pool, assignee), reason },
      files,
    );
  });
}

/** `POST /api/review/bulk/hold`: the same, keeping them for legal reasons, or letting go of them. */
export function bulkHoldFiles(request: Request): Promise<Response> {
  return answerCall(request, 'review.hold', async (context) => {
    const { files, change, reason } = await readJson(request, bulkHoldBody);
    return answerBulk(context, { action: change, reason }, files);
  });
}

/** `GET /api/review/reasons?profile=`: the reasons for not approving that all of these profiles know. */
export function listReasons(request: Request): Promise<Response> {
  return answerCall(request, 'review.decide', async ({ viewer, portal }) => {
    const { profile } = parseQuery(request.url, ['profile']);
    const names = [...new Set((profile ?? '').split(',').filter((name) => name !== ''))];
    if (names.length < 1 || names.length > maxReasonProfiles)
      throw new ValetKeyError('INVALID_QUERY', `profile must name 1 to ${maxReasonProfiles} profiles.`);
    const { scope = null } = await reviewerOf(portal.pool, viewer);
    // What somebody does not see they learn nothing of, and cannot decide about.
    const seen = names.filter((name) => scope === null || scope.profiles.includes(name));
    const [first = [], ...others] = await Promise.all(
      seen.map((name) => portal.profiles.reasonCodes(name, portal.pool)),
    );
    const reasons = first.filter(({ code }) =>
      others.every((known) => known.some((reason) => reason.code === code)),
    );
    return Response.json({ reasons });
  });
}
