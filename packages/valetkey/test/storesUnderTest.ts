import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createS3Server, type PersonalityName, personalities, type S3Server } from '../src/testing/index.ts';

export type StoreKeys = { accessKeyId: string; secretAccessKey: string };
export type StartedStore = StoreKeys & {
  endpoint: string;
  region: string;
  /** Keys that may write and not read; `null` where the store has none. */
  writer: StoreKeys | null;
};

export type StoreUnderTest = {
  name: string;
  /** The kind of store it behaves as. */
  personality: PersonalityName;
  isEmbedded: boolean;
  start(): Promise<StartedStore>;
  stop(): Promise<void>;
};

function embedded(personality: PersonalityName): StoreUnderTest {
  const keys = { accessKeyId: 'embedded', secretAccessKey: 'embedded-secret' };
  const writer = { accessKeyId: 'writer', secretAccessKey: 'writer-secret' };
  let server: S3Server | null = null;
  let dir = '';
  return {
    name: `embedded as ${personality}`,
    personality,
    isEmbedded: true,
    async start() {
      dir = await mkdtemp(join(tmpdir(), 'valetkey-s3-'));
      const credentials = [{ ...writer, access: 'write' as const }];
      server = createS3Server({ dir, ...keys, personality, credentials, fsync: false });
      return { endpoint: (await server.listen({ port: 0 })).url, region: server.region, ...keys, writer };
    },
    async stop() {
      await server?.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function running(endpoint: string): StoreUnderTest {
  const { env } = process;
  const writerId = env.LIVE_S3_WRITER_ACCESS_KEY_ID;
  return {
    name: `at ${endpoint}`,
    personality: (env.LIVE_S3_PERSONALITY ?? 'aws') as PersonalityName,
    isEmbedded: false,
    start: async () => ({
      endpoint,
      region: env.LIVE_S3_REGION ?? 'us-east-1',
      accessKeyId: env.LIVE_S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.LIVE_S3_SECRET_ACCESS_KEY ?? '',
      writer: writerId
        ? { accessKeyId: writerId, secretAccessKey: env.LIVE_S3_WRITER_SECRET_ACCESS_KEY ?? '' }
        : null,
    }),
    stop: async () => undefined,
  };
}

/**
 * The embedded store in each personality; or the running one that LIVE_S3_ENDPOINT, LIVE_S3_REGION, LIVE_S3_ACCESS_KEY_ID,
 * LIVE_S3_SECRET_ACCESS_KEY and LIVE_S3_PERSONALITY describe (with LIVE_S3_WRITER_... for keys that may only write).
 */
export const storesUnderTest: readonly StoreUnderTest[] =
  process.env.LIVE_S3_ENDPOINT === undefined
    ? (Object.keys(personalities) as PersonalityName[]).map(embedded)
    : [running(process.env.LIVE_S3_ENDPOINT)];
