import type { RawClient, RawResponse } from './createRawClient.ts';

/** `M`: the product relies on it. `N`: nice to have. */
export type ConformanceLevel = 'M' | 'N';

export type ConformanceContext = {
  client: RawClient;
  /** Two buckets for the suite alone; checks keep to keys below their own id. */
  bucket: string;
  otherBucket: string;
  accessKeyId: string;
  /** A bucket that exists for this check only; removed afterwards. */
  newBucket(): Promise<string>;
  /** Whether no file of this name appeared outside the store's folder; `true` where that cannot be seen. */
  hasEscaped?(name: string): boolean;
};

export type ConformanceCheck = {
  id: string;
  level: ConformanceLevel;
  title: string;
  /** Rejects with the reason when the store does something else. */
  run(context: ConformanceContext): Promise<void>;
};

export const check = (
  id: string,
  level: ConformanceLevel,
  title: string,
  run: (context: ConformanceContext) => Promise<void>,
): ConformanceCheck => ({ id, level, title, run });

const show = (value: unknown) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).slice(0, 300);

export function equal(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
  }
}

export function ensure(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Status (one of) and, when given, the S3 code (one of). */
export function expectStatus(
  response: RawResponse,
  status: number | readonly number[],
  code?: string | readonly string[],
): RawResponse {
  const statuses = typeof status === 'number' ? [status] : status;
  const codes = code === undefined ? null : typeof code === 'string' ? [code] : code;
  if (!statuses.includes(response.status) || (codes && !codes.includes(response.tag('Code') ?? ''))) {
    throw new Error(
      `expected ${statuses.join('/')} ${codes?.join('/') ?? ''}, got ${response.status} ${response.tag('Code') ?? ''} ${response.tag('Message') ?? ''}`,
    );
  }
  return response;
}

export const expectRefused = (response: RawResponse): RawResponse => {
  if (response.status < 400 || response.status > 499)
    throw new Error(`expected a refusal, got ${response.status}`);
  return response;
};

export async function expectMissing({ client, bucket }: ConformanceContext, key: string): Promise<void> {
  expectStatus(await client.send({ method: 'HEAD', bucket, key }), 404);
}

export async function put(
  context: ConformanceContext,
  key: string,
  body: Buffer | string,
  headers?: Record<string, string>,
): Promise<RawResponse> {
  const response = await context.client.send({
    method: 'PUT',
    bucket: context.bucket,
    key,
    body,
    ...(headers && { headers }),
  });
  return expectStatus(response, 200);
}

export const get = (
  { client, bucket }: ConformanceContext,
  key: string,
  query?: Record<string, string>,
): Promise<RawResponse> => client.send({ method: 'GET', bucket, key, ...(query && { query }) });

export const head = (
  { client, bucket }: ConformanceContext,
  key: string,
  headers?: Record<string, string>,
): Promise<RawResponse> => client.send({ method: 'HEAD', bucket, key, ...(headers && { headers }) });

export async function expectContent(
  context: ConformanceContext,
  key: string,
  content: Buffer | string,
): Promise<RawResponse> {
  const response = expectStatus(await get(context, key), 200);
  ensure(
    response.body.equals(Buffer.from(content)),
    `the content of ${key} is not what was stored (${response.body.length} bytes)`,
  );
  return response;
}

/** Deterministic bytes that do not compress and do not repeat within a part. */
export function bytes(length: number, seed = 1): Buffer {
  const data = Buffer.allocUnsafe(length);
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    data[i] = state & 0xff;
  }
  return data;
}
