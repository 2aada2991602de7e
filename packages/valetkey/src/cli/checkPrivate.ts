import type { BucketClient, StoreConfig } from '../s3/index.ts';
import { resolveEndpoint } from '../s3/index.ts';

/** One thing that was tried, and how it went. */
export type Check = { name: string; isOk: boolean; detail: string };

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

async function statusOf(fetch: Fetch, url: string, init: RequestInit): Promise<number> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  await response.body?.cancel();
  return response.status;
}

/** Tries to list, write and read without credentials. Each must be refused with a 4xx. */
export async function checkPrivate(input: {
  config: StoreConfig;
  client: BucketClient;
  /** A key of our own under `incoming/`, of which nothing stays. */
  key: string;
  fetch: Fetch;
  signal: AbortSignal;
}): Promise<Check[]> {
  const { config, client, key, fetch, signal } = input;
  const { origin, basePath } = resolveEndpoint(config.endpoint, config);
  const bucketUrl = `${origin}${basePath}`;
  const written = `${key}/anonymous`;
  try {
    await client.putObject({ key, body: 'private', contentType: 'text/plain', signal });
    const statuses: [string, number][] = [
      ['list', await statusOf(fetch, `${bucketUrl}/?list-type=2&prefix=incoming%2F`, { signal })],
      ['read', await statusOf(fetch, `${bucketUrl}/${key}`, { signal })],
      [
        'write',
        await statusOf(fetch, `${bucketUrl}/${written}`, { method: 'PUT', body: 'anonymous', signal }),
      ],
    ];
    return statuses.map(([verb, status]) => {
      const isOk = status >= 400 && status < 500;
      return {
        name: `anonymous ${verb} is refused`,
        isOk,
        detail: isOk
          ? `answered ${status}`
          : `answered ${status}: the bucket is not private. Remove its public policy or access list, and block public access.`,
      };
    });
  } finally {
    await client.deleteObject({ key });
    await client.deleteObject({ key: written });
  }
}

/** Asks as a browser of the app would, before each kind of upload. */
export async function checkPreflight(input: {
  url: string;
  method: 'PUT' | 'POST';
  appOrigin: string;
  fetch: Fetch;
  signal: AbortSignal;
}): Promise<Check> {
  const { url, method, appOrigin, fetch, signal } = input;
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: appOrigin,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type',
    },
    redirect: 'manual',
    signal,
  });
  await response.body?.cancel();
  const allowed = response.headers.get('access-control-allow-origin');
  const isOk = response.ok && (allowed === appOrigin || allowed === '*');
  return {
    name: `a browser of ${appOrigin} may send ${method}`,
    isOk,
    detail: isOk
      ? `preflight answered ${response.status}`
      : `preflight answered ${response.status}, allowed origin ${allowed ?? 'none'}`,
  };
}
