import type { Ports, XhrLike } from '../ports.ts';
import { retryAfter } from '../retryDelay.ts';
import type { AbortReason, RunningRequest, StoreRequest } from './Transfer.ts';

/** How a request to the store ended. */
export type StoreOutcome =
  | { kind: 'answer'; status: number; code: string | null; retryAfterSeconds: number | undefined }
  /** No readable answer: the connection broke, or the store refused without CORS headers. */
  | { kind: 'network' }
  /** The store sent the request on to another address. */
  | { kind: 'redirected' }
  | { kind: 'aborted'; reason: AbortReason };

/**
 * Sends one body to the store by XMLHttpRequest, the only browser API with upload progress, with the signed headers and
 * nothing else: no credentials, no name of the file.
 */
export function sendToStore(
  ports: Pick<Ports, 'createXhr' | 'clock'>,
  request: StoreRequest,
  body: Blob,
  onProgress: (movedBytes: number) => void,
): { running: RunningRequest; outcome: Promise<StoreOutcome> } {
  const xhr = ports.createXhr();
  let reason: AbortReason | null = null;
  const running: RunningRequest = {
    request,
    loadedBytes: 0,
    movedAt: ports.clock.now(),
    isSent: false,
    abort(why) {
      reason ??= why;
      xhr.abort();
    },
  };
  const outcome = new Promise<StoreOutcome>((resolve) => {
    // Browsers report some dropped connections as aborts: only our own reason means that we wanted it.
    const broken = () => resolve(reason ? { kind: 'aborted', reason } : { kind: 'network' });
    xhr.upload.addEventListener('progress', ({ loaded, total }) => {
      // A form is longer than the file in it; the difference is the form's head, which is sent first.
      const loadedBytes = Math.min(body.size, Math.max(0, loaded - Math.max(0, total - body.size)));
      const movedBytes = loadedBytes - running.loadedBytes;
      running.movedAt = ports.clock.now();
      running.isSent = total > 0 && loaded >= total;
      running.loadedBytes = loadedBytes;
      onProgress(movedBytes);
    });
    xhr.addEventListener('load', () =>
      resolve(reason ? { kind: 'aborted', reason } : readAnswer(xhr, request)),
    );
    xhr.addEventListener('error', broken);
    xhr.addEventListener('timeout', broken);
    xhr.addEventListener('abort', broken);
    try {
      xhr.open(request.method, request.url);
      for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
      xhr.send(request.fields ? toForm(request.fields, body) : body);
    } catch {
      // A header or an address the browser refuses to send.
      resolve({ kind: 'network' });
    }
  });
  return { running, outcome };
}

function toForm(fields: Record<string, string>, body: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // S3 ignores whatever comes after the file.
  form.append('file', body, 'file');
  return form;
}

function readAnswer(xhr: XhrLike, request: StoreRequest): StoreOutcome {
  if (xhr.responseURL && new URL(xhr.responseURL).origin !== request.origin) return { kind: 'redirected' };
  if (xhr.status === 0) return { kind: 'network' };
  const isGood = xhr.status >= 200 && xhr.status < 300;
  const isOverload = xhr.status === 503 || xhr.status === 429;
  return {
    kind: 'answer',
    status: xhr.status,
    code: isGood ? null : (/<Code>(\w{1,64})<\/Code>/.exec(xhr.responseText.slice(0, 4_096))?.[1] ?? null),
    // Readable only where the store exposes the header to this origin.
    retryAfterSeconds: isOverload ? retryAfter(xhr.getResponseHeader('retry-after')) : undefined,
  };
}
