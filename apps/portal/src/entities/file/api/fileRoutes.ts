import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { defaultProfile, parseQuery, parseWholeNumber, sanitizeFileName } from 'valetkey/server';
import { z } from 'zod';
import { assertSameOrigin, problemFromError, readJson, requestIdOf } from '@/shared/api/index.server';
import { getViewer, type Viewer } from '@/shared/auth/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { getPortal } from '@/shared/valetkey/index.server';
import { keepExtension } from '../model/keepExtension';

const renameBody = z.strictObject({ name: z.unknown() });

/** Endings of the kinds of file that this type stands for first; a type that others only declare as well says too little. */
function extensionsOf(contentType: string): readonly string[] {
  return defaultProfile.types.flatMap(({ declared, extensions }) =>
    declared[0] === contentType ? extensions : [],
  );
}

async function answer(request: Request, work: (viewer: Viewer) => Promise<Response>): Promise<Response> {
  try {
    const viewer = await getViewer(request.headers);
    if (viewer === null) throw new ValetKeyError('UNAUTHENTICATED', 'Sign in first.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      assertSameOrigin(request, [getPortal().config.appUrl]);
    const response = await work(viewer);
    response.headers.set('cache-control', 'private, no-store');
    return response;
  } catch (error) {
    if (!(error instanceof ValetKeyError) || error.status >= 500)
      getLogger().error({ err: error, requestId: requestIdOf(request) }, 'files');
    return problemFromError(request, error);
  }
}

/** `GET /api/files` */
export function listFiles(request: Request): Promise<Response> {
  return answer(request, async ({ userId }) => {
    const { cursor, limit, q, sort } = parseQuery(request.url, ['cursor', 'limit', 'q', 'sort']);
    const page = await getPortal().catalogue.list({
      ownerId: userId,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
      cursor,
      q,
      sort,
    });
    return Response.json(page);
  });
}

/** `GET /api/files/{id}` */
export function readFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answer(request, async ({ userId }) =>
    Response.json(await getPortal().catalogue.get({ ownerId: userId, fileId: id })),
  );
}

/** `PATCH /api/files/{id}`: another display name, with the ending that was verified. */
export function renameFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answer(request, async ({ userId }) => {
    const { catalogue } = getPortal();
    const { name } = await readJson(request, renameBody);
    const wanted = sanitizeFileName(name);
    const file = await catalogue.get({ ownerId: userId, fileId: id });
    const renamed = await catalogue.rename({
      ownerId: userId,
      fileId: id,
      name: sanitizeFileName(keepExtension(wanted, file.name, extensionsOf(file.contentType))),
      requestId: requestIdOf(request),
    });
    return Response.json(renamed);
  });
}

/** `DELETE /api/files/{id}` */
export function removeFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answer(request, async ({ userId }) => {
    await getPortal().catalogue.remove({ ownerId: userId, fileId: id, requestId: requestIdOf(request) });
    return new Response(null, { status: 204 });
  });
}
