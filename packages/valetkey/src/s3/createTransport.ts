import { type BucketAddress, resolveEndpoint } from './resolveEndpoint.ts';
import { isPassing, S3Error } from './S3Error.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { signHeaders, type UnsignedRequest } from './signHeaders.ts';
import { type Clock, createScopeSource, type SigningScope } from './signingScope.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Options of the transport; {@link BucketClientOptions} documents them. */
export type TransportOptions = {
  fetch: Fetch;
  clock: Clock;
  random: () => number;
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  maxAttempts: number;
  requestTimeoutSeconds: number;
};

export type TransportRequest = UnsignedRequest & {
  signal?: AbortSignal | undefined;
  /** Multiplies the time-out: copying and completing move all bytes inside the store. */
  patience?: number;
};

/**
 * Reads an answer that was not an error; part of the attempt, so what it throws may be retried. One that returns the open body
 * calls `keepSignal`, which leaves the caller's signal in charge of it, and calls what that returned when the body is done.
 */
export type Reader<T> = (response: Response, keepSignal: () => () => void) => Promise<T>;

export type Transport = {
  /** One attempt. Throws {@link S3Error}, or the reason of the caller's signal. */
  send<T>(request: TransportRequest, read: Reader<T>): Promise<T>;
  /** `send`, repeated while the error may pass. */
  call<T>(request: TransportRequest, read: Reader<T>): Promise<T>;
  /** Waits before the attempt after this one; throws the error when there are none left. */
  waitOrThrow(error: S3Error, attempt: number, signal: AbortSignal | undefined): Promise<void>;
};

const maxErrorBytes = 64 * 1024;
const maxDelayMs = 3_000;
const firstDelayMs = 100;

/** Reads a body as text, giving up above `maxBytes`. */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new S3Error('AnswerTooLarge', response.status);
    }
    text += decoder.decode(value, { stream: true });
  }
}

const codeOfStatus: Record<number, string> = {
  301: 'PermanentRedirect',
  307: 'TemporaryRedirect',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  412: 'PreconditionFailed',
  416: 'InvalidRange',
  429: 'TooManyRequests',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
};

/** The code of an error document, wherever in it; only the form of a code is taken over. */
export function findErrorCode(document: string): string | null {
  return /<Code>\s*([A-Za-z0-9.]{1,64})\s*<\/Code>/.exec(document)?.[1] ?? null;
}

/** Makes the error of a response whose status is not 2xx. Answers to HEAD have no document. */
export async function readS3Error(response: Response): Promise<S3Error> {
  let document = '';
  try {
    document = await readText(response, maxErrorBytes);
  } catch {
    // The status alone says enough.
  }
  const code = findErrorCode(document) ?? codeOfStatus[response.status] ?? `Http${response.status}`;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new S3Error(code, response.status, {
    requestId: response.headers.get('x-amz-request-id'),
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
  });
}

/** Signs, sends, times out and repeats. Every request of one client goes through here. */
export function createTransport(config: StoreConfig, options: TransportOptions): Transport {
  const address: BucketAddress = resolveEndpoint(config.endpoint, config);
  const scopeOf: () => SigningScope = createScopeSource(
    config.region,
    () => config.credentials,
    options.clock,
  );

  async function send<T>(request: TransportRequest, read: Reader<T>): Promise<T> {
    const { signal } = request;
    signal?.throwIfAborted();
    const { url, headers } = signHeaders(address, scopeOf(), request);
    const controller = new AbortController();
    const passOn = () => controller.abort(signal?.reason);
    signal?.addEventListener('abort', passOn, { once: true });
    const release = () => signal?.removeEventListener('abort', passOn);
    const timeoutMs = options.requestTimeoutSeconds * 1000 * (request.patience ?? 1);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      controller.abort();
    }, timeoutMs);
    let isHandedOver = false;
    try {
      const response = await options.fetch(url, {
        method: request.method,
        // Unsigned: a proxy may change it. Compressed answers would hide sizes.
        headers: { ...headers, 'accept-encoding': 'identity' },
        // A redirect is an answer about the region, and the signature would not survive it.
        redirect: 'manual',
        signal: controller.signal,
        ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
      });
      if (!response.ok) throw await readS3Error(response);
      return await read(response, () => {
        isHandedOver = true;
        return release;
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof S3Error) throw error;
      throw new S3Error(isLate ? 'Timeout' : 'Unreachable', 0, { cause: error });
    } finally {
      clearTimeout(timer);
      if (!isHandedOver) release();
    }
  }

  async function waitOrThrow(
    error: S3Error,
    attempt: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (attempt >= options.maxAttempts) throw error;
    const jittered = options.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** attempt);
    const asked = Math.min((error.retryAfterSeconds ?? 0) * 1000, maxDelayMs);
    await options.sleep(Math.max(jittered, asked), signal);
  }

  async function call<T>(request: TransportRequest, read: Reader<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(request, read);
      } catch (error) {
        if (!(error instanceof S3Error) || !isPassing(error)) throw error;
        await waitOrThrow(error, attempt, request.signal);
      }
    }
  }

  return { send, call, waitOrThrow };
}
