import 'server-only';
import { defaultProfile, parseQuery, parseWholeNumber, sanitizeFileName } from 'valetkey/server';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { answerCall } from '@/shared/valetkey/index.server';
import { keepExtension } from '../model/keepExtension';

const renameBody = z.strictObject({ name: z.unknown() });

/** Endings of the kinds of file that this type stands for first; a type that others only declare as well says too little. */
function extensionsOf(contentType: string): readonly string[] {
  return defaultProfile.types.flatMap(({ declared, extensions }) =>
    declared[0] === contentType ? extensions : [],
  );
}

/** `GET /api/files` */
export function listFiles(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal }) => {
    const { cursor, limit, q, sort } = parseQuery(request.url, ['cursor', 'limit', 'q', 'sort']);
    const page = await portal.catalogue.list({
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
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal }) =>
    Response.json(await portal.catalogue.get({ ownerId: userId, fileId: id })),
  );
}

/** `PATCH /api/files/{id}`: another display name, with the ending that was verified. */
export function renameFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) => {
    const { catalogue } = portal;
    const { name } = await readJson(request, renameBody);
    const wanted = sanitizeFileName(name);
    const file = await catalogue.get({ ownerId: userId, fileId: id });
    const renamed = await catalogue.rename({
      ownerId: userId,
      fileId: id,
      name: sanitizeFileName(keepExtension(wanted, file.name, extensionsOf(file.contentType))),
      requestId,
    });
    return Response.json(renamed);
  });
}

/** `DELETE /api/files/{id}` */
export function removeFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) => {
    await portal.catalogue.remove({ ownerId: userId, fileId: id, requestId });
    return new Response(null, { status: 204 });
  });
}
