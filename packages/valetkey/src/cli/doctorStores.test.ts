import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type CliRig, idsOf, startCliRig } from '../../test/cli/startCliRig.ts';
import type { PersonalityName } from '../testing/index.ts';
import { runSetup } from './setup.ts';

/* What the doctor says of each kind of store: the embedded ones, and a running one when LIVE_S3_* name it (as in liveStore.test.ts). */

let rig: CliRig;
afterEach(() => rig.close());

type Known = {
  /** What stays wrong with the store itself when its bucket is set up; `--strict` fails on it. */
  lacks?: string[];
  /** What is only to be known. */
  notes: string[];
  /** CORS is not the bucket's: nothing is missing there. */
  hasOperatorCors?: boolean;
};

const known: Record<PersonalityName, Known> = {
  aws: { notes: [] },
  'ceph-16': { notes: ['probe.unsigned_metadata', 'probe.checksum', 'cors.errors_hidden'] },
  r2: { notes: ['probe.post_policy'] },
  b2: { notes: ['probe.post_policy', 'probe.conditional_put'] },
  // No lifecycle.
  swift: {
    lacks: ['lifecycle.multipart', 'lifecycle.incoming'],
    notes: ['probe.post_policy', 'probe.conditional_put', 'probe.checksum', 'cors.unknown'],
    hasOperatorCors: true,
  },
  minio: { lacks: ['probe.unsigned_part_copy'], notes: ['cors.unknown'], hasOperatorCors: true },
};

/** Each costs four examinations; `npm run test:full` makes all of them. */
const tried = Object.entries(known).filter(
  ([name]) => process.env.VALETKEY_TEST_FULL === '1' || name === 'ceph-16' || name === 'swift',
);

describe('valetkey doctor on each kind of store', () => {
  it.each(tried)('%s: bare, then set up', async (name, { lacks = [], notes, ...its }) => {
    rig = await startCliRig({ personality: name as PersonalityName });
    await rig.ask({ method: 'PUT' });
    const bare = await rig.doctor(['--strict']);
    expect(bare.code).toBe(1);
    expect(idsOf(bare, 'error').includes('cors.missing')).toBe(its.hasOperatorCors !== true);
    await rig.run(runSetup, ['--yes']);
    const ready = await rig.doctor(['--strict']);
    expect(idsOf(ready, 'error')).toEqual([]);
    const warnings = idsOf(ready, 'warning');
    expect([...warnings].sort()).toEqual([...lacks].sort());
    expect(ready.code).toBe(warnings.length === 0 ? 0 : 1);
    expect(idsOf(ready, 'note')).toEqual(expect.arrayContaining(notes));
    if (name === 'aws') expect(idsOf(ready, 'note')).toEqual([]);
  });

  it('ceph-16 without the policy: says what makes it unsafe and what to do, and denies it', async () => {
    rig = await startCliRig({ personality: 'ceph-16' });
    await rig.run(runSetup, ['--yes']);
    await rig.ask({ method: 'DELETE', query: { policy: '' } });
    const report = await rig.doctor();
    expect(report.code).toBe(1);
    expect(idsOf(report, 'error')).toEqual(['policy.deny_headers']);
    const unsafe = report.findings.find(({ id }) => id === 'probe.unsigned_headers');
    expect(unsafe?.what).toMatch(/x-amz-copy-source, x-amz-acl/);
    expect(unsafe?.why).toMatch(/publish the object, or copy another/);
    expect(unsafe?.fix).toMatch(/policy.*S3_UPLOAD_ACCESS_KEY_ID.*VALETKEY_STRICT_STORE=1.*update the store/);
    expect(idsOf(await rig.doctor(['--fix', '--strict']), 'error', 'warning')).toEqual([]);
  });
});

describe.each(['ceph-16', 'aws'] as const)('BlockPublicAcls on %s', (personality) => {
  it('stops writing where the store takes it so; the doctor says it and mends it', async () => {
    rig = await startCliRig({ personality });
    await rig.run(runSetup, ['--yes']);
    const every = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
    const switches = every.map((each) => `<${each}>true</${each}>`).join('');
    const body = `<PublicAccessBlockConfiguration>${switches}</PublicAccessBlockConfiguration>`;
    expect((await rig.ask({ method: 'PUT', query: { publicAccessBlock: '' }, body })).status).toBe(200);
    const isRefused = personality === 'ceph-16';
    const write = () => rig.ask({ method: 'PUT', key: 'outside/x', body: 'x' });
    expect((await write()).status).toBe(isRefused ? 403 : 200);
    expect(idsOf(await rig.doctor(), 'error').includes('bucket.write')).toBe(isRefused);
    expect(idsOf(await rig.doctor(['--fix']), 'error')).toEqual([]);
    expect((await write()).status).toBe(200);
  });
});

it('neither the doctor nor setup sends a bucket a DELETE: Swift takes any for DELETE of the bucket itself', async () => {
  rig = await startCliRig({ personality: 'swift' });
  const deleted: (string | null)[] = [];
  rig.faults.inject({
    when: ({ method, key }) => method === 'DELETE' && deleted.push(key) > 0 && false,
    latencyMs: 0,
  });
  await rig.run(runSetup, ['--yes']);
  await rig.doctor(['--fix']);
  expect(deleted.length).toBeGreaterThan(0);
  expect(deleted).not.toContain(null);
});

const live = {
  endpoint: process.env.LIVE_S3_ENDPOINT ?? '',
  region: process.env.LIVE_S3_REGION ?? 'us-east-1',
  accessKeyId: process.env.LIVE_S3_ACCESS_KEY_ID ?? '',
  secretAccessKey: process.env.LIVE_S3_SECRET_ACCESS_KEY ?? '',
};
/** What stands for it among the personalities. */
const liveKind = (process.env.LIVE_S3_PERSONALITY ?? 'aws') as PersonalityName;

describe.skipIf(live.endpoint === '')('valetkey doctor on the running store', { timeout: 60_000 }, () => {
  const open = async () => {
    rig = await startCliRig(live);
    rig.env.S3_BUCKET_NAME = `doctor-${randomBytes(6).toString('hex')}`;
  };
  // Never by DELETE: a store that does not know a sub-resource of a bucket takes it for DELETE of the bucket, as Swift does.
  const unblock = () =>
    rig.ask({
      method: 'PUT',
      query: { publicAccessBlock: '' },
      body: '<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
    });
  const settings = (report: Awaited<ReturnType<CliRig['doctor']>>) =>
    idsOf(report, 'error').filter((id) => id !== 'endpoint.cookies');

  it('makes a missing bucket right, and leaves nothing in it', async () => {
    await open();
    expect(settings(await rig.doctor())).toEqual(['bucket']);
    const made = await rig.doctor(['--fix']);
    expect(settings(made)).toEqual([]);
    expect(made.code).toBe(0);
    expect((await rig.ask({ method: 'DELETE' })).status).toBe(204);
  });

  it('says of a bare bucket what makes the store unsafe, and closes it', async () => {
    await open();
    await rig.ask({ method: 'PUT' });
    const { lacks = [], hasOperatorCors = false } = known[liveKind];
    const bare = await rig.doctor();
    // Without policies and CORS of a bucket nothing of it is wrong: what is unsafe is the store.
    expect(bare.code).toBe(hasOperatorCors ? 0 : 1);
    const isUnsafe = idsOf(bare, 'warning').includes('probe.unsigned_headers');
    expect(idsOf(bare, 'error').includes('policy.deny_headers')).toBe(isUnsafe && !hasOperatorCors);
    const mended = await rig.doctor(['--fix']);
    expect(settings(mended)).toEqual([]);
    const stays = idsOf(mended, 'warning').filter((id) => id.startsWith('probe.unsigned_'));
    expect(stays.sort()).toEqual(lacks.filter((id) => id.startsWith('probe.unsigned_')).sort());
    expect((await rig.ask({ method: 'HEAD' })).status).toBe(200);
    expect((await rig.ask({ method: 'DELETE' })).status).toBe(204);
  });

  it('mends a bucket that was opened to everybody, where the store has policies and access lists', async () => {
    await open();
    await rig.doctor(['--fix']);
    await unblock();
    const { status } = await rig.ask({
      method: 'PUT',
      query: { acl: '' },
      headers: { 'x-amz-acl': 'public-read-write' },
    });
    if (status < 300) {
      expect(idsOf(await rig.doctor(), 'error')).toContain('privacy.acl');
      expect(settings(await rig.doctor(['--fix']))).toEqual([]);
    }
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: [`arn:aws:s3:::${rig.env.S3_BUCKET_NAME}`, `arn:aws:s3:::${rig.env.S3_BUCKET_NAME}/*`],
        },
      ],
    });
    await unblock();
    const opened = await rig.ask({ method: 'PUT', query: { policy: '' }, body: policy });
    if (opened.status < 300) {
      expect(idsOf(await rig.doctor(), 'error')).toEqual(
        expect.arrayContaining(['privacy.read', 'privacy.list', 'privacy.policy']),
      );
      expect(settings(await rig.doctor(['--fix']))).toEqual([]);
    }
    expect((await rig.ask({ method: 'DELETE' })).status).toBe(204);
  });
});
