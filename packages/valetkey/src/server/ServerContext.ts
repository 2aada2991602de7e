import { ValetKeyError } from '../protocol/index.ts';
import type { BucketClient } from '../s3/BucketClient.ts';
import type { Signer } from '../s3/Signer.ts';
import type { StoreCapabilities } from '../s3/StoreCapabilities.ts';
import { defaultProfile } from './defaultProfile.ts';
import { guardPort } from './guardPort.ts';
import { createId } from './id.ts';
import type { Actor, NewAuditEvent, Records, UploadRecord } from './Records.ts';
import { resolveProfiles } from './resolveProfiles.ts';
import { resolveTrashDays } from './resolveTrashDays.ts';
import type { UploadProfile } from './UploadProfile.ts';
import type { RateLimits, ValetKeyOptions } from './ValetKeyOptions.ts';

/** Seconds that signed URLs work; constants of the server, never a client's choice. */
export const expirySeconds = { single: 600, part: 1800, download: 300 } as const;

/** How long after the last write URL ended a source may still be growing: requests that began in time may go on. */
export const writeGraceMilliseconds = 5 * 60_000;

/** An unfinished upload is given up after a day, or after what its size takes at 1 Mbit/s, at most a week. */
export function uploadLifetimeMilliseconds(sizeBytes: number): number {
  const day = 86_400_000;
  return Math.min(Math.max(day, (sizeBytes * 8) / 1000), 7 * day);
}

/** Everything the handlers work with: the options, resolved once, with guarded ports. */
export type ServerContext = {
  signer: Signer;
  bucketClient: BucketClient;
  /** Of versions that are available. */
  reader: Pick<BucketClient, 'getObject'>;
  isStrictStore: boolean;
  capabilities: () => Promise<StoreCapabilities>;
  records: Records;
  authenticate: ValetKeyOptions['authenticate'];
  appOrigins: ReadonlySet<string>;
  basePath: string;
  profiles: () => Promise<ReadonlyMap<string, UploadProfile>>;
  trashDays: () => Promise<number>;
  quota: NonNullable<ValetKeyOptions['quota']>;
  rateLimit: ValetKeyOptions['rateLimit'];
  rateLimits: { handshake: RateLimits; signing: RateLimits; download: RateLimits };
  clientAddress: NonNullable<ValetKeyOptions['clientAddress']>;
  requestId: NonNullable<ValetKeyOptions['requestId']>;
  isInline: boolean;
  detectType: NonNullable<ValetKeyOptions['detectType']>;
  createSha256: ValetKeyOptions['createSha256'];
  scanner: ValetKeyOptions['scanner'];
  jobsWhenAvailable: NonNullable<ValetKeyOptions['jobsWhenAvailable']>;
  findDerivative: ValetKeyOptions['findDerivative'];
  clock: () => Date;
  createId: () => string;
  wait: NonNullable<ValetKeyOptions['wait']>;
  downloadWaitMilliseconds: number;
  storeConcurrency: number;
  onError: NonNullable<ValetKeyOptions['onError']>;
  /** Settles under way in this process, by upload id: concurrent callers share one. */
  settling: Map<string, Promise<UploadRecord>>;
};

export function resolveOptions(options: ValetKeyOptions): ServerContext {
  const random = options.random ?? createPooledRandom();
  const newId = () => createId(random);
  const { capabilities, isStrict = false } = options.store;
  const guardStore = <Port extends object>(port: Port) =>
    // What may be missing is `null` and not an error, so a "not found" of the store is a fault.
    guardPort(port, 'STORE_UNAVAILABLE', (error) => error.code === 'OBJECT_CHANGED');
  const context: ServerContext = {
    signer: options.store.signer,
    bucketClient: guardStore(options.store.bucketClient),
    reader: guardStore(options.store.reader ?? options.store.bucketClient),
    isStrictStore: isStrict,
    capabilities: async () => {
      try {
        return typeof capabilities === 'function' ? await capabilities() : capabilities;
      } catch (cause) {
        throw new ValetKeyError('STORE_UNAVAILABLE', 'The file store could not be examined.', { cause });
      }
    },
    records: guardPort(options.records, 'RECORDS_UNAVAILABLE', (error) => error.status < 500),
    authenticate: options.authenticate,
    appOrigins: new Set(options.appOrigins.map(parseOrigin)),
    basePath: options.basePath ?? '/api',
    profiles: resolveProfiles(options.profiles ?? { default: defaultProfile }),
    trashDays: resolveTrashDays(options.trashDays ?? 30),
    quota: options.quota ?? (async () => null),
    rateLimit: options.rateLimit,
    rateLimits: {
      handshake: { perAddress: 600, perAccount: 120, ...options.rateLimits?.handshake },
      signing: { perAddress: 3000, perAccount: 600, ...options.rateLimits?.signing },
      download: { perAddress: 1200, perAccount: 300, ...options.rateLimits?.download },
    },
    clientAddress: options.clientAddress ?? (() => null),
    requestId: options.requestId ?? newId,
    isInline: (options.verification ?? 'inline') === 'inline',
    detectType: async (bytes) => {
      // A detector that breaks on hostile bytes says nothing about them; trying again would not change that.
      const detected = await options.detectType?.(bytes).catch(() => null);
      return detected ?? (await import('./detectType.ts')).detectType(bytes);
    },
    createSha256: options.createSha256,
    scanner: options.scanner,
    jobsWhenAvailable: options.jobsWhenAvailable ?? (() => []),
    findDerivative: options.findDerivative,
    clock: options.clock ?? (() => new Date()),
    createId: newId,
    wait: options.wait ?? waitForTimer,
    downloadWaitMilliseconds: options.downloadWaitMilliseconds ?? 10_000,
    storeConcurrency: options.storeConcurrency ?? 16,
    onError: options.onError ?? (() => {}),
    settling: new Map(),
  };
  check(options, context);
  return context;
}

function check(options: ValetKeyOptions, context: ServerContext): void {
  const wrong = (option: string, expectation: string) => {
    throw new ValetKeyError('INVALID_OPTION', `createValetKey: ${option} must be ${expectation}.`);
  };
  if (!/^(?:\/[a-z0-9_-]+)*$/i.test(context.basePath))
    wrong('basePath', 'a path such as /api, without a slash at its end');
  if (context.appOrigins.size === 0) wrong('appOrigins', 'at least one origin');
  if (!['inline', 'worker', undefined].includes(options.verification))
    wrong('verification', '"inline" or "worker"');
  const { storeConcurrency, downloadWaitMilliseconds } = context;
  if (!Number.isInteger(storeConcurrency) || storeConcurrency < 1) {
    wrong('storeConcurrency', `a whole number above zero, not ${storeConcurrency}`);
  }
  if (!(downloadWaitMilliseconds >= 0)) wrong('downloadWaitMilliseconds', 'zero or more');
}

function parseOrigin(origin: string): string {
  const parsed = URL.canParse(origin) ? new URL(origin).origin : null;
  if (parsed !== origin) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `createValetKey: appOrigins must hold origins such as https://files.example.com, not ${JSON.stringify(origin)}.`,
    );
  }
  return parsed;
}

/** Random bytes from a pool: one call of the platform for each id is a tenth of what a handshake of many files costs. */
function createPooledRandom(): (length: number) => Uint8Array {
  const pool = new Uint8Array(4_096);
  let used = pool.length;
  return (length) => {
    if (used + length > pool.length) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    used += length;
    // A copy: the pool is filled again, and no two callers may ever see the same bytes.
    return pool.slice(used - length, used);
  };
}

function waitForTimer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

export const systemActor: Actor = { type: 'system', id: 'valetkey' };

/** Who acts, and in which request: what every audit event needs. */
export type Acting = { actor: Actor; requestId: string };

export function auditEvent(
  acting: Acting,
  upload: UploadRecord | null,
  now: Date,
  event: Pick<NewAuditEvent, 'action'> & Partial<NewAuditEvent>,
): NewAuditEvent {
  return {
    at: now,
    actor: acting.actor,
    fileId: upload?.fileId ?? null,
    version: upload?.version ?? null,
    purpose: null,
    reason: null,
    requestId: acting.requestId,
    ...event,
  };
}
