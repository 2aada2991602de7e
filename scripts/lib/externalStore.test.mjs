import { describe, expect, test } from 'vitest';
import { resolveSettings } from './environment.mjs';
import { checkExternalStore } from './externalStore.mjs';

const keys = { S3_BUCKET_NAME: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'hunter2' };
const account = 'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com';

/** What `npm start` does with the variables before it starts anything. */
async function check(values) {
  const environment = { ...keys, ...values };
  resolveSettings('/clone', environment);
  await checkExternalStore(environment);
}

describe('checkExternalStore', () => {
  test.each([
    { S3_PROVIDER: 'aws' },
    { S3_PROVIDER: 'aws', S3_REGION: 'eu-central-1' },
    { S3_PROVIDER: 'digitalocean', S3_REGION: 'fra1' },
    { S3_PROVIDER: 'linode', S3_REGION: 'eu-central-1' },
    { S3_PROVIDER: 'b2', S3_REGION: 'eu-central-003' },
    { S3_PROVIDER: 'wasabi', S3_REGION: 'eu-central-1' },
    { S3_PROVIDER: 'gcs' },
    { S3_PROVIDER: 'r2', S3_ENDPOINT: account },
    { S3_PROVIDER: 'ceph', S3_ENDPOINT: 'https://rgw.example.com' },
    { S3_ENDPOINT: 's3.example.com' },
  ])('takes %o', async (values) => {
    await expect(check(values)).resolves.toBeUndefined();
  });

  test.each([
    ['S3_ENDPOINT is missing: set it to the host of the store, like ACCOUNT_ID.r2', { S3_PROVIDER: 'r2' }],
    ['S3_ENDPOINT is missing', { S3_PROVIDER: 'minio' }],
    ['S3_REGION is missing', { S3_PROVIDER: 'b2' }],
    ['S3_PROVIDER must be one of aws,', { S3_PROVIDER: 'azure' }],
    ['S3_SSE must be', { S3_ENDPOINT: 's3.example.com', S3_SSE: 'yes' }],
  ])('says %s', async (message, values) => {
    const refused = await check(values).catch((error) => error);
    expect(refused.name).toBe('StartError');
    expect(refused.message).toContain(message);
    expect(refused.message).not.toContain('hunter2');
  });
});
