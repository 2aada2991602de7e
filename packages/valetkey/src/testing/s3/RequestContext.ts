import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Authenticated } from './authenticate.ts';
import type { Bucket, Store } from './openStore.ts';
import type { Target } from './parseTarget.ts';
import type { Personality } from './personalities.ts';
import type { RawHeaders } from './sigV4.ts';

export type StoreEvent = {
  /** `ObjectCreated:Put` and the like. */
  name: string;
  bucket: string;
  key: string;
  size?: number;
  etag?: string;
  version?: string;
};

/** What the operations share: the store, how it behaves, and the world outside. */
export type ServerContext = {
  store: Store;
  personality: Personality;
  region: string;
  /** Milliseconds. */
  now(): number;
  /** Hex, `bytes` long. */
  randomId(bytes: number): string;
  publish(event: StoreEvent): void;
  /** Smallest size of a part that is not the last, in bytes. */
  minimumPartSize: number;
};

/** One request, routed and authenticated. */
export type RequestContext = {
  server: ServerContext;
  req: IncomingMessage;
  res: ServerResponse;
  target: Target;
  rawHeaders: RawHeaders;
  requestId: string;
  authenticated: Authenticated | null;
  /** A request header; an `x-amz-*` parameter of a presigned query counts as one. Bytes as latin-1. */
  header(name: string): string | undefined;
  /** The bytes of the body as they arrive, slowed or cut by faults. */
  incoming(): AsyncIterable<Buffer>;
};

export type ObjectContext = RequestContext & { bucket: Bucket; key: string };
export type BucketContext = RequestContext & { bucket: Bucket };

export type Reply = {
  status: number;
  headers?: Record<string, string | number | undefined>;
  /** XML text, or a stream of exactly `content-length` bytes. */
  body?: string | Readable;
  /** Called when the reply was sent or given up. */
  release?: () => void;
};
