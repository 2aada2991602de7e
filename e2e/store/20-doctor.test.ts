import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ThrowAwayStore } from '../../scripts/stores/throwAwayStore.mjs';
import { root } from '../startSystem.ts';
import { hasPackages, realStores } from './realStores.ts';

const run = promisify(execFile);

describe.each(realStores)('valetkey doctor on $name', ({ name, personality, packages, start }) => {
  describe.skipIf(!hasPackages(name, packages))('from its packages', () => {
    let store: ThrowAwayStore;
    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store?.stop());

    it('finds what makes it unsafe, and mends buckets that are missing or open', {
      timeout: 300_000,
    }, async () => {
      const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
      await run(process.execPath, [vitest, 'run', 'src/cli/doctorStores.test.ts'], {
        cwd: path.join(root, 'packages/valetkey'),
        env: {
          ...process.env,
          LIVE_S3_PERSONALITY: personality,
          LIVE_S3_ENDPOINT: store.endpoint,
          LIVE_S3_REGION: store.region,
          LIVE_S3_ACCESS_KEY_ID: store.accessKeyId,
          LIVE_S3_SECRET_ACCESS_KEY: store.secretAccessKey,
        },
      });
    });
  });
});
