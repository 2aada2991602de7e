import { type CompleteResponse, limits, type Receipt, ValetKeyError } from '../protocol/index.ts';
import { jsonResponse, notFound, publicDetail, toPublicError } from './answers.ts';
import { isOwn } from './findOwn.ts';
import { isId } from './id.ts';
import { mapBounded } from './mapBounded.ts';
import { asObject, list, object, text } from './parse.ts';
import type { UploadRecord } from './Records.ts';
import { readJson } from './readJson.ts';
import type { Call } from './route.ts';
import type { ServerContext } from './ServerContext.ts';
import { assertSettled, settleUpload } from './settleUpload.ts';

const completeBody = object({
  uploads: list(object({ uploadId: text({ minLength: 0, maxLength: 1024, expectation: 'an upload id' }) }), {
    max: limits.maxFilesPerCall,
    tooManyCode: 'TOO_MANY_FILES',
  }),
});

/**
 * `POST /api/upload/complete`: a hint to look at the store. Each upload gets the answer that a call for it alone would get.
 * It goes on when the client has gone away: the work is worth having.
 */
export async function completeUploads(context: ServerContext, call: Call): Promise<Response> {
  const body = await readJson(call.request, limits.maxHandshakeBodyBytes);
  refuseBadParts(body);
  const ids = completeBody(body, '').uploads.map(({ uploadId }) => uploadId);
  const found = await context.records.find({ uploadIds: [...new Set(ids.filter(isId))] });
  const byId = new Map(found.map((upload) => [upload.id, upload]));
  // Each upload once, however often it is named: to look at the store again costs, and would be done on a stale record.
  const receipts = new Map<string, Receipt>();
  await mapBounded([...new Set(ids)], context.storeConcurrency, async (id) => {
    receipts.set(id, await receipt(context, call, id, byId.get(id)));
  });
  const files = ids.flatMap((id) => receipts.get(id) ?? []);
  return jsonResponse({ files } satisfies CompleteResponse);
}

async function receipt(
  context: ServerContext,
  call: Call,
  uploadId: string,
  upload: UploadRecord | undefined,
): Promise<Receipt> {
  try {
    if (upload === undefined || !isOwn(upload, call.userId)) throw notFound();
    const { fileId, state } = assertSettled(await settleUpload(context, call, upload));
    return { uploadId, status: 200, id: fileId, state };
  } catch (error) {
    const publicError = toPublicError(error);
    if (publicError.status >= 500) context.onError(error, call.requestId);
    return {
      uploadId,
      status: publicError.status,
      code: publicError.code,
      detail: publicDetail(publicError),
    };
  }
}

/** Clients of other systems send a list of parts here. It is never used; a wrong one is named as such. */
function refuseBadParts(body: unknown): void {
  const parts = asObject(body)?.parts;
  if (!Array.isArray(parts)) return;
  const numbers = parts.map((part: unknown) => asObject(part)?.partNumber);
  const isAscending = numbers.every(
    (number, index) =>
      Number.isInteger(number) &&
      Number(number) > Number(index === 0 ? 0 : numbers[index - 1]) &&
      Number(number) <= limits.maxParts,
  );
  if (!isAscending) {
    throw new ValetKeyError(
      'INVALID_PART',
      `Part numbers ascend from 1 to ${limits.maxParts}; and none are needed here.`,
    );
  }
}
