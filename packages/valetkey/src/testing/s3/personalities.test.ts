import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStoreConformance } from '../storeConformance.ts';
import { createS3Server } from './createS3Server.ts';
import { type PersonalityName, personalities } from './personalities.ts';

const keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };

/** Checks that take long and that no personality changes. */
const slow = new Set(['O07', 'O15', 'O16', 'O17', 'M10', 'C05']);

/** What fails when checksums are accepted and dropped, and attributes are not known. */
const checksums = [
  'K-crc32',
  'K-crc32c',
  'K-crc64nvme',
  'K-sha1',
  'K-sha256',
  'K06',
  'K06q',
  'K07',
  'K08',
  'K08b',
  'K09',
  'K10',
  'K11',
];
const bucketCors = ['R00', 'R01', 'R02', 'R03', 'R04', 'R05', 'R06', 'R07', 'R08'];
const postPolicy = ['O11', 'O11b'];
const trailers = ['K04', 'K05-crc32', 'K05-crc64nvme', 'K05-sha256'];

/** The checks that each personality fails, as the store it stands for was measured or documented to fail them. */
const failing: Record<PersonalityName, string[]> = {
  aws: [],
  'ceph-16': ['A01b', 'A07b', 'A13', 'C02', 'R07', 'M06', 'M11', 'M13', 'O05b', ...trailers, ...checksums],
  r2: ['O04', ...postPolicy],
  b2: ['C01', 'C03', 'O04', ...postPolicy],
  swift: [
    'A01b',
    'A07b',
    'A20',
    'C01',
    'C03',
    'M11',
    'K05-decoded',
    'O04',
    ...postPolicy,
    ...bucketCors,
    ...trailers,
    ...checksums,
  ],
  minio: bucketCors,
};

describe('personalities', () => {
  it.each(Object.keys(personalities) as PersonalityName[])(
    '%s fails what its store fails and nothing else',
    { timeout: 60_000 },
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
        expect(
          results
            .filter(({ passed }) => !passed)
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...failing[personality]].sort());
      } finally {
        await server.close();
        rmSync(dir, { recursive: true, force: true });
      }
    },
  );
});
