import { mkdtemp, rm } from 'node:fs/promises';
import { createBucketClient } from 'valetkey/s3';
import { createFaults, createS3Server } from 'valetkey/testing';
import { expect, it } from 'vitest';

it('keeps the report though the store is busy and then loses its answer', async () => {
  const dir = await mkdtemp('/tmp/store-');
  const faults = createFaults();
  const keys = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
  const store = createS3Server({ ...keys, dir, buckets: ['files'], personality: 'ceph-16', faults });
  const { url: endpoint } = await store.listen();
  const config = { endpoint, region: store.region, bucket: 'files', credentials: keys };
  const client = createBucketClient(config);
  faults.inject({ operation: 'PutObject', times: 1, status: { status: 503, code: 'SlowDown' } });
  faults.inject({ operation: 'PutObject', skip: 1, times: 1, loseResponse: true });
  const key = 'files/aaaaaaaaaaaaaaaaaaaaaaaaaa';
  await client.putObject({ key, body: 'quarterly report', contentType: 'text/plain' });
  expect(await client.headObject({ key })).toMatchObject({ size: 16, contentType: 'text/plain' });
  expect(faults.hits).toBe(2);
  await store.close();
  await rm(dir, { recursive: true });
});
