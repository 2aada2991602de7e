import type {
  CompleteRequest,
  CompleteResponse,
  DownloadResponse,
  HandshakeRequest,
  HandshakeResponse,
  PartsRequest,
  PartsResponse,
  SignRequest,
  SignResponse,
  UnfinishedUploads,
  UploadStatus,
} from '../protocol/index.ts';
import type { Ports } from './ports.ts';
import { retryAfter } from './retryDelay.ts';
import { UploadError } from './UploadError.ts';

export type ApiClientOptions = {
  /** Where the app server's routes are. @default '/api' */
  basePath?: string | undefined;
  /** Headers added to each call. */
  headers?: (() => Record<string, string> | Promise<Record<string, string>>) | undefined;
  /** @default 'same-origin' */
  credentials?: RequestCredentials | undefined;
  /** Seconds a call may take. @default 60 */
  apiTimeoutSeconds?: number | undefined;
  ports: Pick<Ports, 'fetch' | 'clock'>;
};

/** The server's time beside its answer, so that the lifetime of a URL never depends on the clock of this machine. */
export type Dated<T> = T & { serverTime: number | null };

export type ApiClient = {
  createUploads(request: HandshakeRequest, signal?: AbortSignal): Promise<Dated<HandshakeResponse>>;
  signUploads(request: SignRequest, signal?: AbortSignal): Promise<Dated<SignResponse>>;
  signParts(request: PartsRequest, signal?: AbortSignal): Promise<PartsResponse>;
  completeUploads(request: CompleteRequest, signal?: AbortSignal): Promise<CompleteResponse>;
  getUpload(uploadId: string, signal?: AbortSignal): Promise<UploadStatus>;
  listUnfinished(cursor: string | null, signal?: AbortSignal): Promise<UnfinishedUploads>;
  abortUpload(uploadId: string, signal?: AbortSignal): Promise<void>;
  getDownload(
    file: { key: string; version?: number | undefined; derivative?: string | undefined },
    signal?: AbortSignal,
  ): Promise<DownloadResponse>;
};

/** The app server's routes as functions; every failure is an {@link UploadError}. Nothing is repeated here. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const { ports, basePath = '/api', credentials = 'same-origin', apiTimeoutSeconds = 60 } = options;

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Dated<T>> {
    const controller = new AbortController();
    const stop = () => controller.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    const timer = ports.clock.setTimeout(() => controller.abort(), apiTimeoutSeconds * 1_000);
    try {
      const response = await ports.fetch(basePath + path, {
        method,
        credentials,
        redirect: 'error',
        cache: 'no-store',
        signal: controller.signal,
        headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(await options.headers?.()) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw decodeProblem(response, text);
      const serverTime = Date.parse(response.headers.get('date') ?? '');
      return { ...(text ? (JSON.parse(text) as T) : ({} as T)), serverTime: serverTime || null };
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (cause instanceof UploadError) throw cause;
      throw new UploadError('NETWORK', 'The server cannot be reached. Check the connection and try again.', {
        cause,
      });
    } finally {
      ports.clock.clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  const oneUpload = (uploadId: string) => `/upload/${encodeURIComponent(uploadId)}`;
  return {
    createUploads: (request, signal) => call('POST', '/upload', request, signal),
    signUploads: (request, signal) => call('POST', '/upload/sign', request, signal),
    signParts: (request, signal) => call('POST', '/upload/parts', request, signal),
    completeUploads: (request, signal) => call('POST', '/upload/complete', request, signal),
    getUpload: (uploadId, signal) => call('GET', oneUpload(uploadId), undefined, signal),
    listUnfinished: (cursor, signal) =>
      call(
        'GET',
        `/upload?state=reserved${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        undefined,
        signal,
      ),
    abortUpload: async (uploadId, signal) => {
      await call('DELETE', oneUpload(uploadId), undefined, signal);
    },
    getDownload({ key, version, derivative }, signal) {
      const query = new URLSearchParams({ key });
      if (version !== undefined) query.set('version', String(version));
      if (derivative !== undefined) query.set('derivative', derivative);
      return call('GET', `/download?${query}`, undefined, signal);
    },
  };
}

function decodeProblem(response: Response, text: string): UploadError {
  let problem: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === 'object') problem = parsed as Record<string, unknown>;
  } catch {
    // A proxy's error page: the status says all there is.
  }
  const { code, detail } = problem;
  return new UploadError(
    typeof code === 'string' ? (code as UploadError['code']) : 'INTERNAL',
    typeof detail === 'string'
      ? detail
      : `The server answered with an error (${response.status}). Try again later.`,
    {
      status: response.status,
      retryAfterSeconds: retryAfter(response.headers.get('retry-after')),
      details: problem,
    },
  );
}
