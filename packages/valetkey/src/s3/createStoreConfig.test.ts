import { describe, expect, it } from 'vitest';
import { ValetKeyError } from '../protocol/index.ts';
import { createSigner } from './createSigner.ts';
import { createStoreConfig, type StoreValues } from './createStoreConfig.ts';
import { resolveEndpoint } from './resolveEndpoint.ts';
import { findStoreProvider } from './storeProviders.ts';

const article: StoreValues = {
  S3_BUCKET_NAME: 'my-bucket',
  S3_REGION: 'fra1',
  S3_ENDPOINT: 'fra1.digitaloceanspaces.com',
  S3_ACCESS_KEY_ID: 'key-id',
  S3_SECRET_ACCESS_KEY: 'very-secret-value',
};

function refusal(values: StoreValues): ValetKeyError {
  try {
    createStoreConfig(values);
  } catch (error) {
    if (error instanceof ValetKeyError) return error;
  }
  throw new Error('was accepted');
}

describe('createStoreConfig', () => {
  it("takes the article's five variables", () => {
    const config = createStoreConfig(article);
    expect(config).toEqual({
      endpoint: 'https://fra1.digitaloceanspaces.com',
      region: 'fra1',
      bucket: 'my-bucket',
      credentials: { accessKeyId: 'key-id', secretAccessKey: 'very-secret-value' },
    });
    expect(resolveEndpoint(config.endpoint, config)).toEqual({
      origin: 'https://my-bucket.fra1.digitaloceanspaces.com',
      host: 'my-bucket.fra1.digitaloceanspaces.com',
      basePath: '',
    });
  });

  it('takes URLs, several public endpoints, upload credentials and an empty region', () => {
    const config = createStoreConfig({
      ...article,
      S3_REGION: ' ',
      S3_ENDPOINT: 'http://127.0.0.1:9000/',
      S3_PUBLIC_ENDPOINT: 'https://a.example, b.example ,',
      S3_UPLOAD_ACCESS_KEY_ID: 'up',
      S3_UPLOAD_SECRET_ACCESS_KEY: 'up-secret',
      S3_FORCE_PATH_STYLE: 'true',
      S3_SESSION_TOKEN: 'token',
    });
    expect(config.region).toBe('us-east-1');
    expect(config.endpoint).toBe('http://127.0.0.1:9000');
    expect(config.publicEndpoints).toEqual(['https://a.example', 'https://b.example']);
    expect(config.uploadCredentials).toEqual({ accessKeyId: 'up', secretAccessKey: 'up-secret' });
    expect(config.forcePathStyle).toBe(true);
    expect(config.credentials.sessionToken).toBe('token');
  });

  it.each([
    ['https://s3.amazonaws.com', 'plain', ''],
    ['http://localhost:9000', 'plain', '/plain'],
    ['http://127.0.0.1:9000', 'plain', '/plain'],
    ['http://[::1]:9000', 'plain', '/plain'],
    ['https://10.0.0.7', 'plain', '/plain'],
    ['https://s3.amazonaws.com', 'with.dots', '/with.dots'],
    ['https://s3.amazonaws.com', 'Capitals', '/Capitals'],
  ])('addresses %s, bucket %s, with the base path "%s"', (endpoint, bucket, basePath) => {
    expect(resolveEndpoint(endpoint, { bucket }).basePath).toBe(basePath);
  });

  it.each([
    ['S3_ENDPOINT', ''],
    ['S3_ENDPOINT', 'http://s3.example.com'],
    ['S3_ENDPOINT', 'ftp://s3.example.com'],
    ['S3_ENDPOINT', 'https://s3.example.com/bucket'],
    ['S3_ENDPOINT', 'https://user:very-secret-value@s3.example.com'],
    ['S3_ENDPOINT', 's3.example.com?x=1'],
    ['S3_ENDPOINT', 'not a host'],
    ['S3_PUBLIC_ENDPOINT', 'https://a.example,http://b.example'],
    ['S3_BUCKET_NAME', ''],
    ['S3_BUCKET_NAME', 'a'],
    ['S3_BUCKET_NAME', 'a/b/c'],
    ['S3_BUCKET_NAME', 'a..b'],
    ['S3_REGION', 'eu central'],
    ['S3_ACCESS_KEY_ID', ''],
    ['S3_ACCESS_KEY_ID', 'with space'],
    ['S3_SECRET_ACCESS_KEY', ''],
    ['S3_SECRET_ACCESS_KEY', 'very-secret-value\u00e9'],
    ['S3_UPLOAD_SECRET_ACCESS_KEY', 'only-this'],
    ['S3_FORCE_PATH_STYLE', 'maybe'],
  ])('refuses %s=%j and names it', (name, value) => {
    const error = refusal({ ...article, [name]: value });
    expect(error.code).toBe('INVALID_OPTION');
    const named = name === 'S3_UPLOAD_SECRET_ACCESS_KEY' ? 'S3_UPLOAD_ACCESS_KEY_ID' : name;
    expect(error.message).toContain(named);
    expect(error.message).not.toContain('very-secret-value');
  });

  it.each([
    ['aws', { S3_REGION: 'eu-central-1' }, 'https://s3.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['aws', {}, 'https://s3.us-east-1.amazonaws.com', 'us-east-1'],
    ['digitalocean', { S3_REGION: 'fra1' }, 'https://fra1.digitaloceanspaces.com', 'fra1'],
    ['linode', { S3_REGION: 'nl-ams-1' }, 'https://nl-ams-1.linodeobjects.com', 'nl-ams-1'],
    ['r2', { S3_ENDPOINT: 'abc.r2.cloudflarestorage.com' }, 'https://abc.r2.cloudflarestorage.com', 'auto'],
    ['b2', { S3_REGION: 'eu-central-003' }, 'https://s3.eu-central-003.backblazeb2.com', 'eu-central-003'],
    ['gcs', {}, 'https://storage.googleapis.com', 'auto'],
    ['wasabi', { S3_REGION: 'eu-central-1' }, 'https://s3.eu-central-1.wasabisys.com', 'eu-central-1'],
  ])('fills in what follows from S3_PROVIDER=%s', (name, given, endpoint, region) => {
    const config = createStoreConfig({
      ...article,
      S3_ENDPOINT: '',
      S3_REGION: '',
      S3_PROVIDER: name,
      ...given,
    });
    expect(config).toMatchObject({ endpoint, region });
    expect(findStoreProvider(endpoint)).toBe(name);
  });

  it.each(['minio', 'ceph'])('addresses %s in path style', (name) => {
    const values = { ...article, S3_PROVIDER: name, S3_ENDPOINT: 'store.example.com' };
    expect(createStoreConfig(values).forcePathStyle).toBe(true);
    expect(createStoreConfig({ ...values, S3_FORCE_PATH_STYLE: '0' }).forcePathStyle).toBe(false);
    expect(findStoreProvider('https://store.example.com')).toBeNull();
  });

  it('reads the end of temporary credentials, and no URL outlives them', () => {
    const config = createStoreConfig({
      ...article,
      S3_SESSION_TOKEN: 'token',
      S3_CREDENTIALS_EXPIRE_AT: '2030-01-31T13:00:00+01:00',
    });
    expect(config.credentials.expiresAt?.toISOString()).toBe('2030-01-31T12:00:00.000Z');
    const signer = createSigner(config, { clock: () => new Date('2030-01-31T11:55:00Z') });
    const { expiresAt } = signer.presignUploadPart({
      key: `files/${'a'.repeat(26)}`,
      uploadId: 'u',
      partNumber: 1,
      contentLength: 1,
      expiresInSeconds: 1800,
    });
    // A minute of it is margin for clocks that differ.
    expect(expiresAt.toISOString()).toBe('2030-01-31T11:59:00.000Z');
  });

  it('reads how to encrypt', () => {
    expect(createStoreConfig({ ...article, S3_SSE: 'AES256' }).serverSideEncryption).toEqual({
      algorithm: 'AES256',
    });
    const kms = { ...article, S3_SSE: 'aws:kms', S3_SSE_KMS_KEY_ID: 'alias/files' };
    expect(createStoreConfig(kms).serverSideEncryption).toEqual({
      algorithm: 'aws:kms',
      kmsKeyId: 'alias/files',
    });
  });

  it.each([
    ['S3_PROVIDER', { S3_PROVIDER: 'azure' }],
    ['S3_ENDPOINT', { S3_PROVIDER: 'r2', S3_ENDPOINT: '' }],
    ['S3_ENDPOINT', { S3_PROVIDER: 'minio', S3_ENDPOINT: '' }],
    ['S3_REGION', { S3_PROVIDER: 'wasabi', S3_ENDPOINT: '', S3_REGION: '' }],
    ['S3_CREDENTIALS_EXPIRE_AT', { S3_SESSION_TOKEN: 't', S3_CREDENTIALS_EXPIRE_AT: 'tomorrow' }],
    ['S3_CREDENTIALS_EXPIRE_AT', { S3_SESSION_TOKEN: 't', S3_CREDENTIALS_EXPIRE_AT: '2030-01-31T12:00:00' }],
    ['S3_SESSION_TOKEN', { S3_CREDENTIALS_EXPIRE_AT: '2030-01-31T12:00:00Z' }],
    ['S3_SSE', { S3_SSE: 'aes' }],
    ['S3_SSE', { S3_SSE_KMS_KEY_ID: 'key' }],
    ['S3_SSE', { S3_SSE: 'aws:kms', S3_SSE_KMS_KEY_ID: 'very secret\r\nvalue' }],
  ])('refuses a wrong %s', (name, values) => {
    const error = refusal({ ...article, ...values });
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toContain(name);
  });

  it('repeats no value in its refusals, whichever variable is wrong', () => {
    const canary = 'very-secret-value';
    for (const name of Object.keys(article).concat(
      'S3_PROVIDER',
      'S3_PUBLIC_ENDPOINT',
      'S3_SESSION_TOKEN',
      'S3_CREDENTIALS_EXPIRE_AT',
      'S3_FORCE_PATH_STYLE',
      'S3_SSE',
    )) {
      let message = '';
      try {
        createStoreConfig({ ...article, [name]: `${canary} \u00e9:@/?` });
      } catch (error) {
        message = `${error} ${JSON.stringify(error)}`;
      }
      expect(message, name).toContain(name);
      expect(message, name).not.toContain(canary);
    }
  });
});
