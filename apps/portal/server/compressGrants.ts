import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';

/** What answers with signed URLs by the hundred, which differ in little but their signatures. */
const paths: ReadonlySet<string> = new Set(['/api/upload', '/api/upload/parts', '/api/upload/sign']);
/** Below this compressing costs more than it saves. */
const minBytes = 2_048;

/**
 * Compresses grants, and nothing else: other answers mix what users wrote with what is secret, and their length would tell of both.
 * Grants hold nothing that somebody else wrote. Here, since Next lets no route compress its own answer.
 */
export function compressGrants(request: IncomingMessage, path: string, response: ServerResponse): void {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (request.method !== 'POST' || !paths.has(path) || !takesGzip) return;
  const pieces: Buffer[] = [];
  const take = (values: unknown[]) => {
    const [piece, encoding] = values;
    if (typeof piece === 'string')
      pieces.push(Buffer.from(piece, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
    return values.find((value) => typeof value === 'function') as (() => void) | undefined;
  };
  const end = response.end.bind(response) as (body: Buffer, callback?: () => void) => ServerResponse;
  Object.assign(response, {
    flushHeaders() {},
    write(...values: unknown[]) {
      take(values)?.();
      return true;
    },
    end(...values: unknown[]) {
      const callback = take(values);
      const body = Buffer.concat(pieces);
      if (response.statusCode !== 200 || body.length < minBytes || response.headersSent)
        return end(body, callback);
      gzip(body, (error, compressed) => {
        if (error !== null) return void end(body, callback);
        response.setHeader('content-encoding', 'gzip');
        response.setHeader('content-length', compressed.length);
        response.appendHeader('vary', 'accept-encoding');
        end(compressed, callback);
      });
      return response;
    },
  });
}
