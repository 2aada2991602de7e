import { ValetKeyError } from '../../protocol/index.ts';
import type { Clock, StoreConfig } from '../../s3/index.ts';
import { resolveEndpoint, S3Error } from '../../s3/index.ts';
import { signHeaders, type UnsignedRequest } from '../../s3/signHeaders.ts';
import { createScopeSource } from '../../s3/signingScope.ts';

/** An answer as it came, refusals included: the doctor reads what the library's client only needs to refuse. */
export type StoreAnswer = {
  status: number;
  headers: Headers;
  text: string;
  /** S3's word for an error. */
  code: string | null;
};

export type AskStore = (request: UnsignedRequest) => Promise<StoreAnswer>;

export type Outside = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  clock: Clock;
  signal: AbortSignal;
};

const attempts = 3;
const requestTimeoutMs = 20_000;
const longestText = 512 * 1024;

/** Sends, and repeats what may pass. @throws {ValetKeyError} `STORE_UNAVAILABLE` when nobody answers. */
export async function sendPatiently(outside: Outside, url: string, init: RequestInit): Promise<Response> {
  const { fetch, signal } = outside;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
      });
      if (response.status < 500 || response.status === 501 || attempt === attempts) return response;
      await response.body?.cancel();
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === attempts) {
        const cause = new S3Error('Unreachable', 0, { cause: error });
        throw new ValetKeyError('STORE_UNAVAILABLE', `${cause.message}. Check S3_ENDPOINT and the network.`, {
          cause,
        });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 150 * attempt));
  }
}

/** Signed requests to the bucket of a config. */
export function createAskStore(config: StoreConfig, outside: Outside): AskStore {
  const address = resolveEndpoint(config.endpoint, config);
  const scopeOf = createScopeSource(config.region, () => config.credentials, outside.clock);
  return async (request) => {
    const { url, headers } = signHeaders(address, scopeOf(), request);
    const response = await sendPatiently(outside, url, {
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
    });
    const text = (await response.text()).slice(0, longestText);
    const code = response.ok ? null : (/<Code>\s*([A-Za-z0-9.]{1,64})\s*<\/Code>/.exec(text)?.[1] ?? null);
    return { status: response.status, headers: response.headers, text, code };
  };
}
