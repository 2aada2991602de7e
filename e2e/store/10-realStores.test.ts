import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRawClient, personalities, runStoreConformance } from 'valetkey/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThrowAwayStore } from '../../scripts/stores/throwAwayStore.mjs';
import { root } from '../startSystem.ts';
import { keepMeasurement } from './keepMeasurement.ts';
import { hasPackages, realStores } from './realStores.ts';

const run = promisify(execFile);

describe.each(realStores)('$name', ({ name, personality, packages, start }) => {
  describe.skipIf(!hasPackages(name, packages))('from its packages', () => {
    let store: ThrowAwayStore;
    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store?.stop());

    it('fails the checks that its personality declares, and no other', { timeout: 600_000 }, async () => {
      const { endpoint, region, accessKeyId, secretAccessKey } = store;
      const target = { endpoint, region, accessKeyId, secretAccessKey };
      const buckets = { bucket: 'suite', otherBucket: 'suite-other' };
      const client = createRawClient(target);
      for (const bucket of Object.values(buckets))
        expect((await client.createBucket(bucket)).status).toBe(200);
      const results = await runStoreConformance({ ...target, ...buckets });
      const { deviations, notShown } = personalities[personality];
      const failed = results.filter(({ passed }) => !passed).map(({ id }) => id);
      expect(failed.sort()).toEqual([...Object.keys(deviations), ...Object.keys(notShown)].sort());
      keepMeasurement({ name: store.name, personality, failed });
    });

    const libraryTest = (file: string) =>
      run(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', file], {
        cwd: path.join(root, 'packages/valetkey'),
        env: {
          ...process.env,
          LIVE_S3_PERSONALITY: personality,
          LIVE_S3_ENDPOINT: store.endpoint,
          LIVE_S3_REGION: store.region,
          LIVE_S3_ACCESS_KEY_ID: store.accessKeyId,
          LIVE_S3_SECRET_ACCESS_KEY: store.secretAccessKey,
          ...(store.writer && {
            LIVE_S3_WRITER_ACCESS_KEY_ID: store.writer.accessKeyId,
            LIVE_S3_WRITER_SECRET_ACCESS_KEY: store.writer.secretAccessKey,
          }),
        },
      });

    it('serves the bucket client, the signer and the probe', { timeout: 300_000 }, async () => {
      await libraryTest('src/s3/liveStore.test.ts');
    });

    it('does with unsigned headers what its personality does', { timeout: 300_000 }, async () => {
      await libraryTest('test/unsignedHeaders.test.ts');
    });
  });
});
