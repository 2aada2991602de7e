import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStoreConformance, storeConformance } from '../storeConformance.ts';
import { createS3Server } from './createS3Server.ts';
import { type PersonalityName, personalities } from './personalities.ts';

const keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };

/** Checks that take long; `npm run test:full` runs them for every personality too. */
const slow = new Set(
  process.env.VALETKEY_TEST_FULL === '1' ? [] : ['O07', 'O15', 'O16', 'O17', 'M10', 'C05'],
);

describe('personalities', () => {
  it.each(Object.keys(personalities) as PersonalityName[])(
    '%s fails what its store fails and nothing else',
    { timeout: 120_000 },
    async (personality) => {
      const dir = mkdtempSync(join(tmpdir(), 'valetkey-personality-'));
      const server = createS3Server({
        ...keys,
        dir,
        personality,
        buckets: ['suite', 'suite-other'],
        fsync: false,
      });
      try {
        await server.listen();
        const results = await runStoreConformance({
          ...keys,
          endpoint: server.url,
          region: server.region,
          bucket: 'suite',
          otherBucket: 'suite-other',
          only: ({ id }) => !slow.has(id),
        });
        const declared = Object.keys(personalities[personality].deviations).filter((id) => !slow.has(id));
        expect(
          results
            .filter(({ passed }) => !passed)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(declared.sort());
      } finally {
        await server.close();
        rmSync(dir, { recursive: true, force: true });
      }
    },
  );

  it('declare deviations of checks that there are', () => {
    const ids = storeConformance.map(({ id }) => id);
    for (const { deviations } of Object.values(personalities)) {
      expect(Object.keys(deviations).filter((id) => !ids.includes(id))).toEqual([]);
    }
  });
});
