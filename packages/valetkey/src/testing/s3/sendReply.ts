import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FaultEffects } from '../faults.ts';
import { removeCors } from './cors.ts';
import type { Reply, RequestContext, ServerContext } from './RequestContext.ts';
import { StoreError } from './StoreError.ts';
import { throttle } from './throttle.ts';
import { element } from './xml.ts';

/** Sends what an operation answered, spoiled by faults where there are any. */
export async function sendReply(
  context: RequestContext,
  reply: Reply,
  effects: FaultEffects | null,
  signal: AbortSignal,
): Promise<void> {
  const { req, res } = context;
  try {
    if (effects?.loseResponse) {
      req.socket.destroy();
      return;
    }
    res.statusCode = reply.status;
    for (const [name, value] of Object.entries(reply.headers ?? {}))
      if (value !== undefined) res.setHeader(name, value);
    const { body } = reply;
    if (body === undefined || typeof body === 'string') {
      if (body !== undefined && !res.hasHeader('content-type'))
        res.setHeader('content-type', 'application/xml');
      const bytes = Buffer.from(body ?? '', 'utf8');
      if (req.method !== 'HEAD' && reply.status !== 204) res.setHeader('content-length', bytes.length);
      res.end(req.method === 'HEAD' ? undefined : bytes);
      return;
    }
    if (effects?.downloadBytesPerSecond === undefined && effects?.dropResponseAfterBytes === undefined) {
      await pipeline(body, res);
      return;
    }
    const limited = throttle(body, effects.downloadBytesPerSecond, signal);
    await pipeline(
      cutAfter(limited, effects.dropResponseAfterBytes, () => req.socket.destroy()),
      res,
    );
  } catch (error) {
    // The head of the answer is out: the only honest signal left is a broken connection.
    if (res.headersSent) {
      req.socket.destroy();
      return;
    }
    throw error;
  } finally {
    reply.release?.();
  }
}

async function* cutAfter(
  source: AsyncIterable<Buffer>,
  limit: number | undefined,
  cut: () => void,
): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const data of source) {
    if (limit !== undefined && sent + data.length >= limit) {
      yield data.subarray(0, limit - sent);
      cut();
      return;
    }
    sent += data.length;
    yield data;
  }
}

/** How much of a refused body is still read, so that the client sees the answer and not a broken pipe. */
const drainLimit = 256 * 1024 * 1024;
const drainSeconds = 20;

const authErrors = new Set([
  'AccessDenied',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'RequestTimeTooSkewed',
  'AuthorizationHeaderMalformed',
  'AuthorizationQueryParametersError',
  'ExpiredToken',
]);

type ErrorInput = {
  requestId: string;
  context: RequestContext | null;
  options: { server: ServerContext; corsOnErrors: boolean };
};

/** Sends a refusal as S3 words it, so that a client in the middle of its body still reads it. */
export async function sendError(
  req: IncomingMessage,
  res: ServerResponse,
  error: unknown,
  { requestId, context, options }: ErrorInput,
) {
  if (res.headersSent) {
    req.socket.destroy();
    return;
  }
  const fault = error instanceof StoreError ? error : new StoreError('InternalError');
  const { corsOnErrors } = options.server.personality;
  if (
    !options.corsOnErrors ||
    corsOnErrors === 'none' ||
    (corsOnErrors === 'notAuth' && authErrors.has(fault.code))
  )
    removeCors(res);
  res.statusCode = fault.status;
  for (const [name, value] of Object.entries(fault.headers)) res.setHeader(name, value);
  const { FaultCode, ...details } = fault.details;
  const body =
    req.method === 'HEAD' || fault.status === 304
      ? ''
      : `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', [
          element('Code', FaultCode ?? fault.code),
          element('Message', fault.message),
          ...Object.entries(details).map(([name, value]) => element(name, value)),
          element('Resource', context?.target.rawPath ?? ''),
          element('RequestId', requestId),
        ])}`;
  if (body) res.setHeader('content-type', 'application/xml');
  const hasBody =
    req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined;
  if (!hasBody || req.complete) {
    if (fault.status !== 304 && req.method !== 'HEAD')
      res.setHeader('content-length', Buffer.byteLength(body));
    res.end(body);
    return;
  }
  // The answer goes out at once; the connection stays open until the client has sent what it was about to send.
  res.setHeader('connection', 'close');
  res.setHeader('content-length', Buffer.byteLength(body));
  if (/^100-continue$/i.test(req.headers.expect ?? '') && !req.readableFlowing && req.readableLength === 0) {
    res.end(body);
    return;
  }
  res.write(body);
  await drain(req);
  res.end();
}

function drain(req: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let left = drainLimit;
    const done = () => {
      clearTimeout(timer);
      req.off('data', count);
      resolve();
    };
    const count = (data: Buffer) => {
      left -= data.length;
      if (left <= 0) done();
    };
    const timer = setTimeout(done, drainSeconds * 1000);
    req.on('data', count);
    req.once('end', done);
    req.once('close', done);
    req.once('error', done);
    req.resume();
    if (req.complete && req.readableEnded) done();
  });
}
