import 'server-only';
import { reviewerOf } from '@/shared/auth/index.server';
import { answerCall, type CallContext } from '@/shared/valetkey/index.server';
import { processors } from '../../../../processors/processors';
import { readResults } from './readResults';

type Params = { id: string };

async function answer(
  { viewer: { userId }, portal: { pool, clock }, requestId }: CallContext,
  fileId: string,
  purpose: string | null,
): Promise<Response> {
  const found = await readResults(
    { pool, processors, clock },
    { fileId, actor: { type: 'user', id: userId }, purpose, requestId },
  );
  return Response.json({ results: found?.results ?? [], version: found?.version ?? null });
}

/** `GET /api/files/{id}/results` */
export function readOwnResults(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'files.own', async (context) => {
    await context.portal.catalogue.get({ ownerId: context.viewer.userId, fileId: id });
    return answer(context, id, null);
  });
}

/** `GET /api/review/files/{id}/results` */
export function readReviewResults(request: Request, { id }: Params): Promise<Response> {
  return answerCall(request, 'review.read', async (context) => {
    const { pool, review } = context.portal;
    const reviewer = await reviewerOf(pool, context.viewer);
    const { isException } = await review.currentVersion({ fileId: id, reviewer });
    return answer(context, id, isException ? 'break_glass' : 'review');
  });
}
