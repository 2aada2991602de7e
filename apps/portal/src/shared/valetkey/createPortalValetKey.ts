import 'server-only';
import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { createPostgresRateLimit, createPostgresRecords } from 'valetkey/postgres';
import { type BucketClient, createBucketClient, createSigner, type Signer } from 'valetkey/s3';
import { createValetKey, type ValetKey, type ValetKeyOptions } from 'valetkey/server';
import type { PortalConfig } from '@/shared/config/index.server';
import { jobsWhenAvailable } from '@/shared/derivatives/index.server';
import { enqueueJob } from '@/shared/jobs/index.server';
import type { ProfileStore } from '@/shared/profiles/index.server';
import { createStoreProbe, type StoreProbe } from './createStoreProbe';

export type PortalValetKeyOptions = {
  config: Pick<PortalConfig, 'appUrl' | 'store' | 'isStrictStore' | 'quota' | 'rateLimits'>;
  /** Connections of the login that acts: the application's in the portal, the worker's in the worker. */
  pool: Pool;
  logger: Logger;
  /** What may be uploaded. */
  profiles: Pick<ProfileStore, 'forUploads'>;
  /** Days that files stay in the trash. @default the library's */
  trashDays?: () => Promise<number>;
  /** Scans what is verified. @default files become available as not scanned */
  scanner?: NonNullable<ValetKeyOptions['scanner']> | null;
  /** What reads versions that are available, out of what reads all. @default the same */
  readerOf?: (bucketClient: BucketClient) => Pick<BucketClient, 'getObject'>;
  /** Who is calling. @default nobody, which is right where no request is answered */
  authenticate?: ValetKeyOptions['authenticate'];
};

export type PortalValetKey = {
  valetKey: ValetKey;
  signer: Signer;
  bucketClient: BucketClient;
  reader: Pick<BucketClient, 'getObject'>;
  probe: StoreProbe;
};

const clock = () => new Date();

/** Valet Key as the portal runs it: PostgreSQL records, the configured store, verification by the worker. */
export function createPortalValetKey({
  config,
  pool,
  logger,
  profiles,
  trashDays,
  scanner = null,
  readerOf = (bucketClient) => bucketClient,
  authenticate = async () => null,
}: PortalValetKeyOptions): PortalValetKey {
  const signer = createSigner(config.store, { clock });
  const bucketClient = createBucketClient(config.store, { fetch, clock });
  const reader = readerOf(bucketClient);
  const probe = createStoreProbe({ store: config.store, clock, logger });
  const valetKey = createValetKey({
    store: {
      signer,
      bucketClient,
      reader,
      capabilities: async () => (await probe()).capabilities,
      isStrict: config.isStrictStore,
    },
    records: createPostgresRecords({ pool, enqueue: enqueueJob }),
    authenticate,
    appOrigins: [config.appUrl],
    profiles: profiles.forUploads,
    ...(trashDays !== undefined && { trashDays }),
    ...(scanner !== null && { scanner }),
    quota: async () => config.quota,
    rateLimit: createPostgresRateLimit({ pool, clock }),
    rateLimits: { handshake: config.rateLimits.handshake, download: config.rateLimits.download },
    clientAddress: (request) => request.headers.get('x-valetkey-client-address'),
    requestId: (request) => request.headers.get('x-request-id') ?? 'none',
    verification: 'worker',
    jobsWhenAvailable,
    detectType: async (bytes) => (await fileTypeFromBuffer(bytes))?.mime ?? null,
    createSha256: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
    },
    clock,
    onError: (error, requestId) => logger.error({ err: error, requestId }, 'valet key'),
  });
  return { valetKey, signer, bucketClient, reader, probe };
}
