import { ValetKeyError } from '../protocol/index.ts';
import type { BucketClient } from './BucketClient.ts';
import { createBucketCalls } from './bucketCalls.ts';
import { checkStoreConfig } from './checkStoreConfig.ts';
import { createTransport, type Fetch } from './createTransport.ts';
import { createMultipartCalls } from './multipartCalls.ts';
import { createObjectCalls } from './objectCalls.ts';
import type { StoreConfig } from './StoreConfig.ts';
import type { Clock } from './signingScope.ts';

/** Options of {@link createBucketClient}. */
export type BucketClientOptions = {
  /** @default the global fetch */
  fetch?: Fetch;
  /** @default the system clock */
  clock?: Clock;
  /** Spreads retries; from 0 up to 1. @default Math.random */
  random?: () => number;
  /** Waits between attempts, and rejects with the signal's reason. @default setTimeout */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Attempts at one request, the first included, while the fault may pass. @default 4 */
  maxAttempts?: number;
  /** Longest wait for one answer, in seconds; ten times that for copying and completing. @default 30 */
  requestTimeoutSeconds?: number;
};

/** Waits; rejects with the reason of the signal. */
export function sleepFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** URL parsers collapse dot segments, and the signature with them. */
function checkKey(key: string): void {
  if (key === '' || key.split('/').some((segment) => segment === '.' || segment === '..')) {
    throw new ValetKeyError('INVALID_KEY', 'An object key must not be empty or have dot segments.');
  }
}

/**
 * The S3 operations of our own server, signed in their headers.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` when the config or an option cannot be used.
 */
export function createBucketClient(config: StoreConfig, options: BucketClientOptions = {}): BucketClient {
  checkStoreConfig(config);
  const { maxAttempts = 4, requestTimeoutSeconds = 30 } = options;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `maxAttempts must be a whole number from 1, not ${maxAttempts}.`,
    );
  }
  if (!(requestTimeoutSeconds > 0 && requestTimeoutSeconds <= 86_400)) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `requestTimeoutSeconds must be above 0 and at most 86,400, not ${requestTimeoutSeconds}.`,
    );
  }
  const transport = createTransport(config, {
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: options.clock ?? (() => new Date()),
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleepFor,
    maxAttempts,
    requestTimeoutSeconds,
  });
  const checked: typeof transport = {
    ...transport,
    send(request, read) {
      if (request.key !== undefined) checkKey(request.key);
      return transport.send(request, read);
    },
    call(request, read) {
      if (request.key !== undefined) checkKey(request.key);
      return transport.call(request, read);
    },
  };
  return {
    bucket: config.bucket,
    ...createBucketCalls(checked, config),
    ...createObjectCalls(checked, config),
    ...createMultipartCalls(checked, config),
  };
}
