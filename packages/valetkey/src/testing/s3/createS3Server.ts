import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults } from '../faults.ts';
import type { ServerCredential } from './authenticate.ts';
import { handleRequest } from './handleRequest.ts';
import { runLifecycle } from './lifecycle.ts';
import { push, pushesFor } from './notifications.ts';
import { openStore } from './openStore.ts';
import { isBucketName } from './operations/buckets.ts';
import { type PersonalityName, personalities } from './personalities.ts';
import type { ServerContext, StoreEvent } from './RequestContext.ts';

export type S3ServerOptions = {
  /** Folder for everything; created when missing. One server at a time may use it. */
  dir: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** @default 'us-east-1' */
  region?: string;
  /** Buckets to create when they are missing. @default [] */
  buckets?: readonly string[];
  /** Further key pairs, for instance one that may only write. @default [] */
  credentials?: readonly ServerCredential[];
  /** @default the system's clock */
  clock?: () => Date;
  /** Which store's behaviour to show. @default 'aws' */
  personality?: PersonalityName;
  faults?: Faults;
  /** Whether errors carry CORS headers, where the personality allows it. @default true */
  corsOnErrors?: boolean;
  /** Names that address a bucket as `bucket.<name>`. @default ['localhost', 's3.localhost'] */
  hostNames?: readonly string[];
  /**
   * Waits for the disk before a write is answered, so that it survives a power failure. Without it a write still survives
   * `kill -9` of this process. @default true
   */
  fsync?: boolean;
  /** Smallest part that is not the last, in bytes. @default 5 MiB */
  minimumPartSize?: number;
  /** Receives every event of the store, as a bucket notification would tell it. */
  onEvent?: (event: StoreEvent) => void;
  /** Receives faults of the server itself (not refused requests). @default ignored; the client sees 500 */
  onError?: (error: unknown) => void;
};

export type S3Server = {
  /** Starts to listen. A port of 0 takes a free one. @throws EADDRINUSE and the like */
  listen(options?: { port?: number; host?: string }): Promise<{ port: number; host: string; url: string }>;
  /** `http://127.0.0.1:PORT`. @throws before `listen` */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Creates a bucket directly; harmless when it is there. */
  createBucket(name: string): Promise<void>;
  /** Runs the lifecycle rules of all buckets now. They also run once an hour while the server listens. */
  runLifecycle(): Promise<{ expired: number; aborted: number }>;
  /** Lets requests under way finish for up to `graceMs` (default 2,000), then closes. The folder can be opened again after. */
  close(options?: { graceMs?: number }): Promise<void>;
};

const hour = 3_600_000;

function checkOptions(options: S3ServerOptions): void {
  const wrong = (option: string, expected: string) =>
    new TypeError(`createS3Server: \`${option}\` must be ${expected}.`);
  if (!options.dir) throw wrong('dir', 'a folder');
  if (!options.accessKeyId) throw wrong('accessKeyId', 'a non-empty string');
  if (!options.secretAccessKey) throw wrong('secretAccessKey', 'a non-empty string');
  if (options.personality !== undefined && !Object.hasOwn(personalities, options.personality)) {
    throw wrong('personality', `one of ${Object.keys(personalities).join(', ')}`);
  }
  const bucket = options.buckets?.find((name) => !isBucketName(name));
  if (bucket !== undefined) throw wrong('buckets', `valid bucket names (not "${bucket}")`);
}

/**
 * An S3 server in this process: strict about signatures, disk-backed, safe to kill.
 *
 * @throws when an option is wrong, the folder is in use or its journal is damaged.
 */
export function createS3Server(options: S3ServerOptions): S3Server {
  checkOptions(options);
  const { region = 'us-east-1', clock = () => new Date(), faults = null, fsync = true } = options;
  const store = openStore({ dir: options.dir, fsync });
  const stopping = new AbortController();
  let sequence = 0;

  const publish = (event: StoreEvent) => {
    options.onEvent?.(event);
    sequence++;
    const facts = { region, now: now(), sequencer: sequence.toString(16).toUpperCase().padStart(16, '0') };
    for (const { url: target, message } of pushesFor(store.buckets.get(event.bucket), event, facts)) {
      void push(target, message, stopping.signal);
    }
  };
  const now = () => clock().getTime() + (faults?.clockSkewSeconds ?? 0) * 1000;
  const server: ServerContext = {
    store,
    personality: personalities[options.personality ?? 'aws'],
    region,
    now,
    randomId: (bytes) => randomBytes(bytes).toString('hex'),
    publish,
    minimumPartSize: options.minimumPartSize ?? 5 * 1024 * 1024,
  };
  const credentials = new Map<string, ServerCredential>();
  for (const credential of [options, ...(options.credentials ?? [])]) {
    const { accessKeyId, secretAccessKey } = credential;
    const access = 'access' in credential ? credential.access : undefined;
    credentials.set(accessKeyId, { accessKeyId, secretAccessKey, ...(access && { access }) });
  }
  const createMissing = (name: string) => {
    if (!store.buckets.has(name)) store.write({ op: 'bucket', bucket: name, created: now() });
  };
  for (const name of options.buckets ?? []) createMissing(name);

  const handleOptions = {
    server,
    credentials,
    hostNames: options.hostNames ?? ['s3.localhost', 'localhost'],
    faults,
    corsOnErrors: options.corsOnErrors ?? true,
    onError: options.onError ?? (() => {}),
  };
  const http = createServer({
    // Uploads may take hours; a stalled one costs a socket and nothing else.
    requestTimeout: 0,
    headersTimeout: 30_000,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 64 * 1024,
    highWaterMark: 256 * 1024,
    noDelay: true,
  });
  const underWay = new Set<Promise<void>>();
  const listener = (req: IncomingMessage, res: ServerResponse) => {
    const done: Promise<void> = handleRequest(req, res, handleOptions).finally(() => underWay.delete(done));
    underWay.add(done);
  };
  http.on('request', listener);
  // Answered by the operation itself, once the headers are known to be good.
  http.on('checkContinue', listener);
  // S3 passes over an expectation that it does not know.
  http.on('checkExpectation', listener);
  http.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });

  let url: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | null = null;

  const close = async (graceMs: number) => {
    clearInterval(timer);
    const closed = url === null ? null : new Promise<void>((resolve) => http.close(() => resolve()));
    http.closeIdleConnections();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.all(underWay), patience]);
    stopping.abort();
    http.closeAllConnections();
    await closed;
    // Requests that were cut still give their blobs back.
    await Promise.all(underWay);
    await store.close();
  };

  return {
    region,
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
    get url() {
      if (url === null) throw new Error('The S3 server does not listen yet: call listen() first.');
      return url;
    },
    async listen({ port = 0, host = '127.0.0.1' } = {}) {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject);
        http.listen({ port, host }, () => {
          http.off('error', reject);
          resolve();
        });
      });
      const address = http.address() as AddressInfo;
      url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
      timer = setInterval(() => void runLifecycle(server).catch(handleOptions.onError), hour);
      timer.unref();
      return { port: address.port, host, url };
    },
    async createBucket(name) {
      if (!isBucketName(name)) throw new TypeError(`createBucket: "${name}" is not a bucket name.`);
      createMissing(name);
      await store.flush();
    },
    runLifecycle: () => runLifecycle(server),
    close({ graceMs = 2000 } = {}) {
      closing ??= close(graceMs);
      return closing;
    },
  };
}
