import { ValetKeyError } from '../protocol/index.ts';
import { bestEffort } from './bestEffort.ts';
import { canonicalType } from './canonicalType.ts';
import { mapBounded } from './mapBounded.ts';
import { objectMetadata } from './objectMetadata.ts';
import type { UploadRecord } from './Records.ts';
import type { Acting, ServerContext } from './ServerContext.ts';
import { demand } from './signGrant.ts';

type Created = { id: string; key: string; storageUploadId: string };

/**
 * Creates the multipart uploads that are still missing and remembers their ids. The record store keeps the first id it is
 * given for an upload; whoever comes second aborts its own and goes on with the first one's.
 */
export async function openMultiparts(
  context: ServerContext,
  acting: Acting,
  uploads: UploadRecord[],
  { hasRivals }: { hasRivals: boolean },
): Promise<UploadRecord[]> {
  const missing = uploads.filter(
    ({ kind, storageUploadId }) => kind === 'multipart' && storageUploadId === null,
  );
  if (missing.length === 0) return uploads;
  const created = await createAll(context, acting, missing);
  const ids = missing.map(({ id }) => id);
  let remembered: ReadonlyMap<string, string | null>;
  try {
    await context.records.attachMultipart({ uploads: created, now: context.clock() });
    remembered = hasRivals
      ? await readRemembered(context, ids)
      : new Map(created.map(({ id, storageUploadId }) => [id, storageUploadId]));
  } catch (error) {
    // Perhaps only the answer was lost, so ask what is remembered. Without an answer all stay open, since a retry may sign
    // for them; the sweep aborts what nobody remembers.
    const known = await readRemembered(context, ids).catch(() => null);
    if (known !== null) await abortAllBut(context, acting, created, known);
    throw error;
  }
  await abortAllBut(context, acting, created, remembered);
  return uploads.map((upload) => {
    if (upload.kind !== 'multipart' || upload.storageUploadId !== null) return upload;
    const storageUploadId = remembered.get(upload.id) ?? null;
    if (storageUploadId === null) {
      throw new ValetKeyError('INVALID_STATE', 'The upload was given up while it was being opened.');
    }
    return { ...upload, storageUploadId };
  });
}

async function createAll(
  context: ServerContext,
  acting: Acting,
  uploads: readonly UploadRecord[],
): Promise<Created[]> {
  const created: Created[] = [];
  try {
    await mapBounded(uploads, context.storeConcurrency, async (upload) => {
      const key = demand(upload.objectKey);
      const { uploadId } = await context.bucketClient.createMultipartUpload({
        key,
        checksumAlgorithm: upload.hasPartChecksums ? 'SHA256' : undefined,
        contentType: await canonicalType(context, upload),
        metadata: objectMetadata(upload),
      });
      created.push({ id: upload.id, key, storageUploadId: uploadId });
    });
    return created;
  } catch (error) {
    await abortAllBut(context, acting, created, new Map());
    throw error;
  }
}

async function readRemembered(context: ServerContext, ids: string[]): Promise<Map<string, string | null>> {
  const uploads = await context.records.find({ uploadIds: ids });
  return new Map(uploads.map(({ id, storageUploadId }) => [id, storageUploadId]));
}

async function abortAllBut(
  context: ServerContext,
  acting: Acting,
  created: readonly Created[],
  remembered: ReadonlyMap<string, string | null>,
): Promise<void> {
  const strays = created.filter(({ id, storageUploadId }) => remembered.get(id) !== storageUploadId);
  await mapBounded(strays, context.storeConcurrency, async ({ key, storageUploadId }) => {
    await bestEffort(context, acting, () =>
      context.bucketClient.abortMultipartUpload({ key, uploadId: storageUploadId }),
    );
  });
}
