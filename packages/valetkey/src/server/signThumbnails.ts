import { limits, type ThumbnailsResponse, ValetKeyError } from '../protocol/index.ts';
import { jsonResponse } from './answers.ts';
import { derivativeObject, findVersion, signObject } from './downloadFile.ts';
import { mapBounded } from './mapBounded.ts';
import { list, object, optional, text } from './parse.ts';
import type { UploadRecord } from './Records.ts';
import { readJson } from './readJson.ts';
import type { Call } from './route.ts';
import { auditEvent, expirySeconds, type ServerContext } from './ServerContext.ts';

/** Files in one call: more than a screen shows. */
const maxThumbnails = 100;

const parseBody = object({
  keys: list(text({ maxLength: 64, expectation: 'the key of a file' }), { max: maxThumbnails }),
  derivative: optional(
    text({ maxLength: 32, pattern: /^[a-z0-9-]+$/, expectation: 'the name of a derivative' }),
  ),
});

/**
 * `POST /api/thumbnails`: one small picture of each of many files, as a list shows them. Each URL has its event, all of them in
 * one transaction. What is not there, or not the caller's to see, is `none` and tells nothing.
 */
export async function signThumbnails(context: ServerContext, call: Call): Promise<Response> {
  const { keys, derivative = 'thumb' } = parseBody(await readJson(call.request, limits.maxBodyBytes), '');
  const ofOthers = await call.readableFiles(keys);
  const ownerOf = (fileId: string) => (ofOthers.has(fileId) ? null : call.userId);
  const newest = await mapBounded(keys, context.storeConcurrency, (fileId) =>
    findVersion(context, { fileId, ownerId: ownerOf(fileId) }).catch(nullWhenNotFound),
  );
  const readable = newest.filter((upload) => upload?.state === 'available').map((upload) => upload!.id);
  const found = await context.records.findDerivatives({ uploadIds: [...new Set(readable)] });
  const byUpload = new Map(
    found.filter(({ name }) => name === derivative).map((record) => [record.uploadId, record]),
  );
  const now = context.clock();
  const authorised = await context.records.authoriseSigning({
    uploadIds: [...byUpload.values()]
      .filter(({ state }) => state === 'available')
      .map(({ uploadId }) => uploadId),
    // Each was found as its owner's or as one that the caller may read; an upload never changes its owner.
    ownerId: ofOthers.size === 0 ? call.userId : null,
    states: ['available'],
    event: (record) =>
      auditEvent(call, record, now, {
        action: 'url.signed',
        purpose:
          ofOthers.get(record.fileId)?.purpose ?? (derivative.startsWith('thumb') ? 'thumbnail' : 'preview'),
        details: { derivative, expiresInSeconds: expirySeconds.download },
      }),
    now,
  });
  const mayRead = new Set(authorised.map(({ id }) => id));
  const thumbnails = keys.map((key, index) => {
    const upload = newest[index] ?? null;
    const record = upload === null ? undefined : byUpload.get(upload.id);
    if (upload === null || record === undefined) return { key, state: 'none' as const };
    const object = derivativeObject(upload, record);
    if (object === null || record.state !== 'available')
      return { key, state: record.state === 'available' ? ('none' as const) : record.state };
    if (!mayRead.has(upload.id)) return { key, state: 'none' as const };
    const { signedUrl, expiresAt } = signObject(context, object);
    const { width, height } = record;
    return {
      key,
      state: record.state,
      version: upload.version,
      signedUrl,
      expiresAt: expiresAt.toISOString(),
      width,
      height,
    };
  });
  return jsonResponse({ thumbnails } satisfies ThumbnailsResponse);
}

function nullWhenNotFound(error: unknown): UploadRecord | null {
  if (error instanceof ValetKeyError && error.code === 'NOT_FOUND') return null;
  throw error;
}
