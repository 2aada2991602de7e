import { describe, expect, it } from 'vitest';
import { ValetKeyError } from '../protocol/index.ts';
import { createStoreConfig, type StoreValues } from './createStoreConfig.ts';
import { resolveEndpoint } from './resolveEndpoint.ts';

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
});
