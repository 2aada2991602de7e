import { createMemoryRecords } from 'valetkey/memory';
import { createBucketClient, createSigner, createStoreConfig, probeStore } from 'valetkey/s3';
import { createValetKey } from 'valetkey/server';

const config = createStoreConfig(process.env); // the S3_* variables of .env
let probing: ReturnType<typeof probeStore> | undefined;

export const valetkey = createValetKey({
  store: {
    signer: createSigner(config),
    bucketClient: createBucketClient(config),
    capabilities: async () => {
      probing ??= probeStore(config); // once, at the first upload
      return (await probing).capabilities;
    },
  },
  records: createMemoryRecords(), // createPostgresRecords({ pool }) of valetkey/postgres in earnest
  appOrigins: [process.env.APP_URL ?? 'http://localhost:3000'],
  authenticate: async () => ({ userId: 'demo' }), // your session: (await auth(request))?.user ?? null
});
