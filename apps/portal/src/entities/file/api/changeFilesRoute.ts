import 'server-only';
import type { CatalogueChange, FileCatalogue } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { problemFromError, readJson } from '@/shared/api/index.server';
import { getLogger } from '@/shared/logging/index.server';
import { answerCall, countCall } from '@/shared/valetkey/index.server';
import { maxFilesPerChange } from '../model/FileChange';

const body = z.strictObject({
  action: z.enum(['delete', 'restore', 'purge']),
  ids: z.array(z.string().min(1).max(64)).min(1).max(maxFilesPerChange),
});

/** What a call for one file alone would answer. */
const successes = { delete: 204, restore: 200, purge: 204 } as const;

function change(
  catalogue: FileCatalogue,
  action: keyof typeof successes,
  input: CatalogueChange,
): Promise<unknown> {
  switch (action) {
    case 'delete':
      return catalogue.remove(input);
    case 'restore':
      return catalogue.restore(input);
    case 'purge':
      return catalogue.purge(input);
  }
}

/**
 * `POST /api/files/bulk`: one transaction for each file, so that one that cannot be changed leaves the others changed, and each
 * outcome is told. One after the other: a hundred at once would take every connection.
 */
export function changeFiles(request: Request): Promise<Response> {
  return answerCall(request, 'files.own', async (context) => {
    const { viewer, portal, requestId } = context;
    const { action, ids } = await readJson(request, body);
    await countCall(context);
    const results: { id: string; status: number; code?: string }[] = [];
    for (const id of ids) {
      try {
        await change(portal.catalogue, action, { ownerId: viewer.userId, fileId: id, requestId });
        results.push({ id, status: successes[action] });
      } catch (error) {
        const isOurs = error instanceof ValetKeyError;
        if (!isOurs || error.status >= 500)
          getLogger().error({ err: error, requestId }, 'a file of several failed');
        const { status } = problemFromError(request, error);
        results.push({ id, status, code: isOurs ? error.code : 'INTERNAL' });
      }
    }
    return Response.json({ results });
  });
}
