import 'server-only';
import { defaultProfile, parseQuery, parseWholeNumber, sanitizeFileName } from 'valetkey/server';
import { z } from 'zod';
import { readJson } from '@/shared/api/index.server';
import { answerCall, countCall } from '@/shared/valetkey/index.server';
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
  return answerCall(request, 'files.own', async (context) => {
    const { viewer, portal } = context;
    const query = parseQuery(request.url, [
      'cursor',
      'limit',
      'q',
      'sort',
      'category',
      'state',
      'review',
      'trash',
    ]);
    const { limit, trash, ...rest } = query;
    const wanted = {
      ...rest,
      ownerId: viewer.userId,
      limit: parseWholeNumber(limit, 'limit', { min: 1, max: 100, fallback: 50 }),
      isTrash: parseWholeNumber(trash, 'trash', { min: 0, max: 1, fallback: 0 }) === 1,
    };
    await countCall(context);
    return Response.json(await portal.catalogue.list(wanted));
  });
}

/** `GET /api/files/{id}` */
export function readFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal }) => {
    const file = await portal.catalogue.get({ ownerId: userId, fileId: id });
    const keptUntil = await portal.profiles.keptUntil(file.profile, file.retainedFrom);
    return Response.json({ ...file, keptUntil });
  });
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

/** `DELETE /api/files/{id}` puts the file into the trash; with `permanently=1` it ends what is there. */
export function removeFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) => {
    const { permanently } = parseQuery(request.url, ['permanently']);
    const isEnd = parseWholeNumber(permanently, 'permanently', { min: 0, max: 1, fallback: 0 }) === 1;
    const change = { ownerId: userId, fileId: id, requestId };
    await (isEnd ? portal.catalogue.purge(change) : portal.catalogue.remove(change));
    return new Response(null, { status: 204 });
  });
}

/** `POST /api/files/{id}/restore` */
export function restoreFile(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal, requestId }) =>
    Response.json(await portal.catalogue.restore({ ownerId: userId, fileId: id, requestId })),
  );
}

/** `GET /api/files/{id}/history` */
export function readHistory(request: Request, { id }: { id: string }): Promise<Response> {
  return answerCall(request, 'files.own', async ({ viewer: { userId }, portal }) =>
    Response.json({ events: await portal.catalogue.history({ ownerId: userId, fileId: id }) }),
  );
}
