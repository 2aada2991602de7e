import 'server-only';
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
    await context.portal.review.currentVersion({ fileId: id });
    return answer(context, id, 'review');
  });
}
