import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { errorTable, limits, type Problem } from 'valetkey/protocol';
import { compressGrants } from './compressGrants';
import { clientAddress, stripClientHeaders } from './sanitiseHeaders';
import { securityHeaders } from './securityHeaders';

export type PortalServerOptions = {
  /** Answers what was let through: Next's request handler. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
  storeOrigins: readonly string[];
  isHttps: boolean;
  /** Proxies in front that append to `x-forwarded-for`. */
  trustProxyHops: number;
  logger: Logger;
  /** Longest time for a whole request, in milliseconds. @default 30_000 */
  requestTimeoutMs?: number;
  /**
   * Longest time without a byte in either direction, in milliseconds: somebody who does not read what they asked for lets go of it.
   * Live events send more often. @default 60_000
   */
  idleTimeoutMs?: number;
};

type Refusal = { status: number; code: Problem['code']; detail: string };

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function badRequest(detail: string): Refusal {
  return { status: 400, code: 'BAD_REQUEST', detail };
}

/** What is refused before any application code sees it; `null` lets the request through. */
export function refusalOf(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Refusal | null {
  const { method = '', url = '', headers } = request;
  if (!methods.has(method))
    return { status: 405, code: 'METHOD_NOT_ALLOWED', detail: 'This method is not used here.' };
  if (!url.startsWith('/') || url.startsWith('//') || url.startsWith('/\\'))
    return badRequest('The request target must be a path.');
  const path = url.split('?', 1)[0]!;
  if (path.includes('\\') || /%(?![0-9a-f]{2})/i.test(path))
    return badRequest('The path is not a valid URL path.');
  if (path === '/_next/image' || path.startsWith('/_next/image/'))
    return badRequest('Images are not resized here.');
  const isApi = path === '/api' || path.startsWith('/api/');
  if (!isApi && method !== 'GET' && method !== 'HEAD')
    return { status: 405, code: 'METHOD_NOT_ALLOWED', detail: 'Pages are only read.' };
  const length = Number(headers['content-length'] ?? 0);
  if (length > limits.maxHandshakeBodyBytes)
    return {
      status: 413,
      code: 'BODY_TOO_LARGE',
      detail: `A body has at most ${limits.maxHandshakeBodyBytes} bytes; files go straight to the store.`,
    };
  return null;
}

function problemBody({ status, code, detail }: Refusal, requestId: string): string {
  const problem: Problem = {
    type: `urn:valetkey:error:${code.toLowerCase()}`,
    title: errorTable[code].title,
    status,
    code,
    detail,
    requestId,
  };
  return JSON.stringify(problem);
}

/**
 * The HTTP server around Next. It is the only place that sees every reply, so it is where the security headers, the nonce,
 * the request id and the client's address come from; Next middleware is not used, because it is not asked for everything.
 */
export function createPortalServer(options: PortalServerOptions): Server {
  const { handle, storeOrigins, isHttps, trustProxyHops, logger } = options;

  const newHeaders = () => {
    const nonce = randomBytes(16).toString('base64');
    return securityHeaders({ nonce, storeOrigins, isHttps });
  };

  /** Next answers a method that a route does not have with nothing at all; here it gets the body every error has. */
  const describeEmptyRefusals = (response: ServerResponse, requestId: string) => {
    const end = response.end.bind(response) as (...values: unknown[]) => ServerResponse;
    const describeAndEnd = (...values: unknown[]): ServerResponse => {
      const isEmpty = values[0] === undefined || values[0] === null || typeof values[0] === 'function';
      if (!isEmpty || response.headersSent || response.statusCode !== 405) return end(...values);
      const detail = 'This method is not used here.';
      response.setHeader('content-type', 'application/problem+json');
      response.setHeader('cache-control', 'no-store');
      return end(problemBody({ status: 405, code: 'METHOD_NOT_ALLOWED', detail }, requestId));
    };
    Object.assign(response, { end: describeAndEnd });
  };

  const refuse = (response: ServerResponse, refusal: Refusal, requestId: string) => {
    response.statusCode = refusal.status;
    response.setHeader('content-type', 'application/problem+json');
    response.setHeader('cache-control', 'no-store');
    // What remains of the request is not worth reading.
    response.setHeader('connection', 'close');
    if (refusal.status === 405) response.setHeader('allow', 'GET, HEAD');
    response.end(problemBody(refusal, requestId));
  };

  // Replies that never become a request: written by hand, with the same headers.
  const refuseSocket = (socket: Duplex, refusal: Refusal) => {
    if (!socket.writable) return socket.destroy();
    const body = problemBody(refusal, randomBytes(8).toString('hex'));
    const head = Object.entries({
      ...newHeaders(),
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      connection: 'close',
    });
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n${body}`,
    );
  };

  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: options.requestTimeoutMs ?? 30_000, headersTimeout: 15_000 },
    (request, response) => {
      const startedAt = process.hrtime.bigint();
      const requestId = randomBytes(8).toString('hex');
      const address = clientAddress(request.socket.remoteAddress, request.headers, trustProxyHops);
      const path = (request.url ?? '').split('?', 1)[0]!;
      const method = request.method;
      stripClientHeaders(request.headers);
      const headers = newHeaders();
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader('x-request-id', requestId);

      response.once('close', () => {
        // A body that nobody wanted is not read to its end.
        if (!request.complete) request.socket.destroySoon();
        const milliseconds = Number(process.hrtime.bigint() - startedAt) / 1e6;
        const level = response.statusCode >= 500 ? 'error' : path.startsWith('/_next/') ? 'debug' : 'info';
        logger[level](
          {
            requestId,
            method,
            path,
            status: response.statusCode,
            ms: Math.round(milliseconds * 10) / 10,
            address,
          },
          'request',
        );
      });

      const refusal = refusalOf(request);
      if (refusal !== null) return refuse(response, refusal, requestId);

      compressGrants(request, path, response);
      describeEmptyRefusals(response, requestId);
      request.headers['x-request-id'] = requestId;
      request.headers['x-valetkey-client-address'] = address;
      // Next reads the nonce from here and puts it on its own scripts.
      request.headers['content-security-policy'] = headers['content-security-policy'];

      const fail = (error: unknown) => {
        logger.error({ requestId, err: error }, 'request failed');
        if (response.headersSent) return response.destroy();
        const detail = `Try again; if it stays, tell the operator this id: ${requestId}.`;
        return refuse(response, { status: 500, code: 'INTERNAL', detail }, requestId);
      };
      try {
        Promise.resolve(handle(request, response)).catch(fail);
      } catch (error) {
        fail(error);
      }
    },
  );

  server.setTimeout(options.idleTimeoutMs ?? 60_000);
  server.on('upgrade', (_request, socket) =>
    refuseSocket(socket, badRequest('There are no WebSockets here.')),
  );
  server.on('connect', (_request, socket) => refuseSocket(socket, badRequest('This is not a proxy.')));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') return socket.destroy();
    const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
    refuseSocket(
      socket,
      isTooLarge
        ? { status: 431, code: 'BAD_REQUEST', detail: 'The request headers are too large.' }
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? { status: 408, code: 'BAD_REQUEST', detail: 'The request took too long.' }
          : badRequest('The request is not valid HTTP.'),
    );
  });
  return server;
}
