import { Agent, type ClientRequest, request as startRequest } from 'node:http';
import type { XhrLike } from '../../src/client/index.ts';

const PIECE_BYTES = 64 * 1024;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** The part of XMLHttpRequest that the engine uses, over real sockets of Node. */
export function createNodeXhr(): XhrLike {
  const listeners: Partial<Record<string, () => void>> = {};
  const headers: Record<string, string> = {};
  let answerHeaders: Record<string, string | string[] | undefined> = {};
  let onProgress: (event: { loaded: number; total: number }) => void = () => {};
  let [method, url] = ['', ''];
  let running: ClientRequest | null = null;
  let isDone = false;

  function end(type: 'load' | 'error' | 'abort'): void {
    if (isDone) return;
    isDone = true;
    if (type !== 'load') xhr.status = 0;
    listeners[type]?.();
  }

  async function run(body: Blob | FormData): Promise<void> {
    const encoded = new Response(body);
    const bytes = Buffer.from(await encoded.arrayBuffer());
    if (isDone) return;
    const type = body instanceof FormData ? { 'content-type': encoded.headers.get('content-type')! } : {};
    const request = startRequest(url, {
      method,
      agent,
      headers: { ...headers, ...type, 'content-length': bytes.length },
    });
    running = request;
    request.on('error', () => end('error'));
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', () => end('error'));
      response.on('end', () => {
        xhr.status = response.statusCode ?? 0;
        xhr.responseText = Buffer.concat(pieces).toString();
        answerHeaders = response.headers;
        end('load');
      });
    });
    for (let at = 0; at < bytes.length && !isDone; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      await new Promise<void>((resolve) => request.write(piece, () => resolve()));
      if (!isDone) onProgress({ loaded: at + piece.length, total: bytes.length });
    }
    request.end();
  }

  const xhr = {
    status: 0,
    responseText: '',
    responseURL: '',
    upload: {
      addEventListener(_: 'progress', listener: typeof onProgress) {
        onProgress = listener;
      },
    },
    open(verb: string, address: string) {
      [method, url] = [verb, address];
    },
    setRequestHeader(name: string, value: string) {
      headers[name] = value;
    },
    getResponseHeader: (name: string) => (answerHeaders[name] as string | undefined) ?? null,
    addEventListener(type: string, listener: () => void) {
      listeners[type] = listener;
    },
    send(body: Blob | FormData) {
      run(body).catch(() => end('error'));
    },
    abort() {
      end('abort');
      running?.destroy();
    },
  };
  return xhr;
}
