import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryRecords, type MemoryRecords } from '../src/memory/index.ts';
import type { Grant, Receipt } from '../src/protocol/index.ts';
import {
  type BucketClient,
  createBucketClient,
  createSigner,
  type Signer,
  type StoreCapabilities,
  type StoreConfig,
} from '../src/s3/index.ts';
import { createValetKey, type Records, type ValetKey, type ValetKeyOptions } from '../src/server/index.ts';
import { createFaults, createS3Server, type Faults, type PersonalityName } from '../src/testing/index.ts';

export const origin = 'http://localhost:3000';
export const bucket = 'rig';
const accessKeyId = 'rigaccess';
const secretAccessKey = 'rigsecretrigsecretrigsecret';

export type Rig = {
  /** Stands still but for `advance`. */
  clock: () => Date;
  valetKey: ValetKey;
  records: MemoryRecords;
  bucketClient: BucketClient;
  signer: Signer;
  config: StoreConfig;
  faults: Faults;
  /** What `onError` was told. */
  errors: unknown[];
  /** Jobs of transitions, oldest first. */
  jobs: { name: string; payload: Readonly<Record<string, string | number>> }[];
  now(): Date;
  advance(seconds: number): void;
  /** Sends a call as a user of the application's own page; `null` is nobody. */
  call(
    method: string,
    path: string,
    body?: unknown,
    as?: string | null,
    headers?: Record<string, string>,
  ): Promise<Response>;
  json<T>(method: string, path: string, body?: unknown, as?: string): Promise<T>;
  /** Every object of the bucket. */
  keys(): Promise<string[]>;
  openMultiparts(): Promise<number>;
  /** Kills the store with whatever it is doing, and starts it again on its folder and port. */
  restartStore(): Promise<void>;
  close(): Promise<void>;
};

export type RigOptions = {
  personality?: PersonalityName;
  capabilities?: Partial<StoreCapabilities>;
  options?: Partial<ValetKeyOptions>;
  /** Host names of the store that browsers use. */
  publicHosts?: readonly string[];
  wrapRecords?: (records: Records) => Records;
  wrapBucketClient?: (bucketClient: BucketClient) => BucketClient;
  /** What reads versions that are available. */
  wrapReader?: (bucketClient: BucketClient) => Pick<BucketClient, 'getObject'>;
};

export const allCapabilities: StoreCapabilities = {
  postPolicy: true,
  conditionalPut: true,
  signedLength: true,
  checksumSha256: true,
  refusesUnsignedHeaders: true,
  clockSkewSeconds: 0,
};

/** A server on the embedded store and records in memory, all on one clock that stands still. */
export async function startRig(input: RigOptions = {}): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'valetkey-rig-'));
  let time = Date.UTC(2030, 0, 1);
  const clock = () => new Date(time);
  const faults = createFaults();
  const { personality } = input;
  const openStore = () =>
    createS3Server({
      dir,
      accessKeyId,
      secretAccessKey,
      buckets: [bucket],
      personality,
      clock,
      faults,
      fsync: false,
    });
  let store = openStore();
  const { url, port } = await store.listen({ port: 0 });
  const config: StoreConfig = {
    endpoint: url,
    region: store.region,
    bucket,
    credentials: { accessKeyId, secretAccessKey },
    ...(input.publicHosts
      ? {
          publicEndpoints: input.publicHosts.map((host) => url.replace('127.0.0.1', host)),
          forcePathStyle: true,
        }
      : {}),
  };
  const signer = createSigner(config, { clock });
  const bucketClient = createBucketClient(config, { clock });
  const jobs: Rig['jobs'] = [];
  const records = createMemoryRecords({ onJob: (job) => jobs.push(job) });
  const errors: unknown[] = [];
  const valetKey = createValetKey({
    store: {
      signer,
      bucketClient: input.wrapBucketClient?.(bucketClient) ?? bucketClient,
      ...(input.wrapReader && { reader: input.wrapReader(bucketClient) }),
      capabilities: { ...allCapabilities, ...input.capabilities },
    },
    records: input.wrapRecords?.(records) ?? records,
    authenticate: async (request) => {
      const user = request.headers.get('cookie')?.match(/session=(\w+)/)?.[1];
      return user === undefined ? null : { userId: user };
    },
    appOrigins: [origin],
    clock,
    wait: async (milliseconds) => {
      time += milliseconds;
    },
    onError: (error) => errors.push(error),
    ...input.options,
  });
  const call: Rig['call'] = (method, path, body, as = 'alice', headers = {}) =>
    valetKey.handle(
      new Request(`${origin}${path}`, {
        method,
        headers: {
          ...(as === null ? {} : { cookie: `session=${as}` }),
          ...(method === 'GET' ? {} : { origin }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  return {
    clock,
    valetKey,
    records,
    bucketClient,
    signer,
    config,
    faults,
    errors,
    jobs,
    now: clock,
    advance: (seconds) => {
      time += seconds * 1000;
    },
    call,
    async json<T>(method: string, path: string, body?: unknown, as?: string) {
      const response = await call(method, path, body, as);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${method} ${path} answered ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async keys() {
      const keys: string[] = [];
      for await (const { key } of bucketClient.listObjects({ prefix: '' })) keys.push(key);
      return keys;
    },
    async openMultiparts() {
      let count = 0;
      for await (const _ of bucketClient.listMultipartUploads({ prefix: '' })) count++;
      return count;
    },
    async restartStore() {
      await store.close({ graceMs: 0 });
      store = openStore();
      await store.listen({ port });
    },
    async close() {
      await store.close({ graceMs: 100 });
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Bytes that a type detector takes for a PNG. */
export function png(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size).fill(0x61);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].slice(0, size));
  return bytes;
}

/** Sends a file the way a grant says, as a browser would. Returns the status of each request. */
export async function send(grant: Grant, bytes: Uint8Array<ArrayBuffer>): Promise<number[]> {
  if (grant.kind === 'put') {
    const response = await fetch(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: bytes });
    return [response.status];
  }
  if (grant.kind === 'post') {
    const form = new FormData();
    for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
    form.append('file', new Blob([bytes]));
    const response = await fetch(grant.signedUrl, { method: 'POST', body: form });
    return [response.status];
  }
  const statuses: number[] = [];
  for (const { partNumber, signedUrl, headers, size } of grant.parts) {
    const start = (partNumber - 1) * grant.partSize;
    const response = await fetch(signedUrl, {
      method: 'PUT',
      headers,
      body: bytes.slice(start, start + size),
    });
    statuses.push(response.status);
  }
  return statuses;
}

export async function handshake(
  rig: Rig,
  files: unknown[],
  rest: object = {},
  as?: string,
): Promise<Grant[]> {
  const answer = await rig.json<{ uploads: Grant[] }>('POST', '/api/upload', { files, ...rest }, as);
  return answer.uploads;
}

export async function complete(
  rig: Rig,
  grants: readonly { uploadId: string }[],
  as?: string,
): Promise<Receipt[]> {
  const uploads = grants.map(({ uploadId }) => ({ uploadId }));
  const answer = await rig.json<{ files: Receipt[] }>('POST', '/api/upload/complete', { uploads }, as);
  return answer.files;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}
