import { notFound } from './answers.ts';
import { isId } from './id.ts';
import type { UploadRecord } from './Records.ts';
import type { ServerContext } from './ServerContext.ts';

/**
 * Records of the caller's own uploads, in the order asked for.
 *
 * @throws {ValetKeyError} `NOT_FOUND` when one of them is unknown, foreign, deleted or no id at all: the same answer.
 */
export async function findOwn(
  context: ServerContext,
  userId: string,
  uploadIds: readonly string[],
): Promise<UploadRecord[]> {
  if (!uploadIds.every(isId)) throw notFound();
  const found = await context.records.find({ uploadIds });
  const byId = new Map(found.map((upload) => [upload.id, upload]));
  return uploadIds.map((id) => {
    const upload = byId.get(id);
    if (upload === undefined || !isOwn(upload, userId)) throw notFound();
    return upload;
  });
}

/** Whether this is the user's and still there to be seen. */
export function isOwn(upload: UploadRecord, userId: string): boolean {
  return upload.ownerId === userId && upload.state !== 'deleted' && upload.state !== 'purged';
}

/** {@link findOwn} for one upload. */
export async function findOneOwn(
  context: ServerContext,
  userId: string,
  uploadId: string,
): Promise<UploadRecord> {
  const [upload] = await findOwn(context, userId, [uploadId]);
  if (upload === undefined) throw notFound();
  return upload;
}
