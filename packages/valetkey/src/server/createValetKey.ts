import { ValetKeyError } from '../protocol/index.ts';
import { notFound } from './answers.ts';
import { createUploads } from './createUploads.ts';
import { isId } from './id.ts';
import type { UploadRecord } from './Records.ts';
import { answerError, route, systemActing } from './route.ts';
import { resolveOptions, type ServerContext } from './ServerContext.ts';
import type { Handler, ValetKey, ValetKeyOptions } from './ValetKeyOptions.ts';

const later = async () => (await import('./laterCalls.ts')).laterCalls;

/**
 * The server of Valet Key: web-standard `Request -> Response` handlers that authenticate, authorise, sign, verify and record,
 * and never carry a file's bytes.
 *
 * @throws {ValetKeyError} `INVALID_OPTION`, naming option, value and expectation.
 */
export function createValetKey(options: ValetKeyOptions): ValetKey {
  const context = resolveOptions(options);
  const handlers: ValetKey['handlers'] = {
    createUploads: route(context, 'handshake', (call) => createUploads(context, call)),
    signUploads: route(context, 'signing', async (call) => (await later()).signUploads(context, call)),
    signParts: route(context, 'signing', async (call) => (await later()).signParts(context, call)),
    completeUploads: route(context, 'signing', async (call) =>
      (await later()).completeUploads(context, call),
    ),
    getUpload: route(context, 'signing', async (call) => (await later()).getUpload(context, call)),
    listUploads: route(context, 'signing', async (call) => (await later()).listUploads(context, call)),
    abortUpload: route(context, 'signing', async (call) => (await later()).abortUpload(context, call)),
    download: route(context, 'download', async (call) => (await later()).download(context, call)),
    signThumbnails: route(context, 'download', async (call) => (await later()).signThumbnails(context, call)),
  };
  return {
    handlers,
    handle: (request) => dispatch(context, handlers, request),
    settle: async (uploadId, { signal, requestId = context.createId() } = {}) => {
      const upload = await findUpload(context, uploadId);
      const { assertSettled, settleUpload } = await later();
      return assertSettled(await settleUpload(context, systemActing(requestId), upload, signal));
    },
    verify: async (uploadId, { signal, requestId = context.createId(), othersEndedAt } = {}) => {
      const upload = await findUpload(context, uploadId);
      const { verifyUpload } = await later();
      return verifyUpload(context, systemActing(requestId), upload, { signal, othersEndedAt });
    },
    derive: async (uploadId, maker, { signal, requestId = context.createId() } = {}) => {
      const upload = await findUpload(context, uploadId);
      const { deriveUpload } = await import('./deriveUpload.ts');
      await deriveUpload(context, systemActing(requestId), { upload, maker, signal });
    },
    extract: async (uploadId, extractor, { signal, requestId = context.createId() } = {}) => {
      const upload = await findUpload(context, uploadId);
      const { extractUpload } = await import('./extractUpload.ts');
      await extractUpload(context, systemActing(requestId), { upload, extractor, signal });
    },
    presignDownload: async (input) => (await later()).presignDownload(context, input),
    // Loaded by the one process that sweeps: those that only answer calls start sooner without it.
    sweep: async (input) => (await import('./sweep.ts')).sweep(context, input),
    rescan: async (input) => (await import('./rescanUploads.ts')).rescan(context, input),
  };
}

async function findUpload(context: ServerContext, uploadId: string): Promise<UploadRecord> {
  const [upload] = isId(uploadId) ? await context.records.find({ uploadIds: [uploadId] }) : [];
  if (upload === undefined) throw notFound();
  return upload;
}

function dispatch(
  context: ServerContext,
  handlers: ValetKey['handlers'],
  request: Request,
): Promise<Response> {
  const methods = routesOf(context, handlers, new URL(request.url).pathname);
  const handler = methods?.get(request.method);
  if (handler !== undefined) return handler(request);
  const allowed = [...(methods?.keys() ?? [])];
  const [error, headers] =
    methods === null
      ? [notFound(), undefined]
      : [
          new ValetKeyError('METHOD_NOT_ALLOWED', `Use ${allowed.join(' or ')} here.`),
          { allow: allowed.join(', ') },
        ];
  return Promise.resolve(answerError(context, error, context.requestId(request), headers));
}

/** The handlers of a path by method; `null` for a path that is not ours. */
function routesOf(
  { basePath }: ServerContext,
  handlers: ValetKey['handlers'],
  pathname: string,
): ReadonlyMap<string, Handler> | null {
  if (!pathname.startsWith(`${basePath}/`)) return null;
  const path = pathname.slice(basePath.length);
  const post = (handler: Handler) => new Map([['POST', handler]]);
  switch (path) {
    case '/upload':
      return new Map([
        ['POST', handlers.createUploads],
        ['GET', handlers.listUploads],
      ]);
    case '/upload/sign':
      return post(handlers.signUploads);
    case '/upload/parts':
      return post(handlers.signParts);
    case '/upload/complete':
      return post(handlers.completeUploads);
    case '/download':
      return new Map([['GET', handlers.download]]);
    case '/thumbnails':
      return post(handlers.signThumbnails);
  }
  if (!/^\/upload\/[^/]+$/.test(path)) return null;
  return new Map([
    ['GET', handlers.getUpload],
    ['DELETE', handlers.abortUpload],
  ]);
}
