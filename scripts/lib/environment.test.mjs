import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadEnvironment, resolveSettings } from './environment.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'valetkey-environment-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('loadEnvironment', () => {
  test('a copied example with empty variables sets nothing', () => {
    writeFileSync(join(root, '.env'), 'S3_BUCKET_NAME=\nPORT=\nAPP_URL="  "\n# PORT=1\n');
    expect(loadEnvironment(root, {})).toEqual({});
  });

  test('the environment wins over the file', () => {
    writeFileSync(join(root, '.env'), 'PORT=4000\nLOG_LEVEL="debug"\n');
    expect(loadEnvironment(root, { PORT: '5000', HOME: undefined })).toEqual({
      PORT: '5000',
      LOG_LEVEL: 'debug',
    });
  });

  test('works without a file', () => {
    expect(loadEnvironment(root, { PORT: '1' })).toEqual({ PORT: '1' });
  });
});

const store = {
  S3_ENDPOINT: 'https://s3.example.com',
  S3_BUCKET_NAME: 'files',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
};
const secret = 'x'.repeat(32);

describe('resolveSettings', () => {
  test('a worker alone needs a database and a store of their own, and says which is missing', () => {
    const wanted = { isWorkerOnly: true };
    const database = { DATABASE_URL: 'postgres://u:p@h/d', AUTH_SECRET: secret };
    expect(() => resolveSettings('/root', store, wanted)).toThrow(/DATABASE_URL is not set/);
    expect(() => resolveSettings('/root', database, wanted)).toThrow(/S3_ENDPOINT is not set/);
    expect(resolveSettings('/root', { ...store, ...database }, wanted)).toMatchObject({ isWorkerOnly: true });
    expect(resolveSettings('/root', {})).toMatchObject({ isWorkerOnly: false });
  });

  test('brings everything itself when nothing is set', () => {
    expect(resolveSettings('/clone', {})).toEqual({
      isWorkerOnly: false,
      port: 3000,
      appUrl: 'http://localhost:3000',
      localUrl: 'http://localhost:3000',
      dataDirectory: '/clone/.data',
      database: null,
      store: null,
      demoPassword: null,
      authSecret: null,
    });
  });

  test('takes the folder as given, relative to the clone', () => {
    expect(resolveSettings('/clone', { VALETKEY_DATA_DIR: 'a/../b' }).dataDirectory).toBe('/clone/b');
    expect(resolveSettings('/clone', { VALETKEY_DATA_DIR: '/srv/data/' }).dataDirectory).toBe('/srv/data');
  });

  test('one database URL serves all three logins, others replace theirs', () => {
    const DATABASE_URL = 'postgres://a:b@db/x';
    expect(resolveSettings('/clone', { DATABASE_URL, AUTH_SECRET: secret }).database).toEqual({
      app: DATABASE_URL,
      owner: DATABASE_URL,
      worker: DATABASE_URL,
    });
    const DATABASE_MIGRATION_URL = 'postgresql://owner@db/x';
    expect(
      resolveSettings('/clone', { DATABASE_URL, DATABASE_MIGRATION_URL, AUTH_SECRET: secret }).database.owner,
    ).toBe(DATABASE_MIGRATION_URL);
  });

  test('a store needs its four variables, the region may be left out', () => {
    expect(resolveSettings('/clone', store).store).toEqual({ bucket: 'files' });
  });

  test('a provider by name may stand for the endpoint', () => {
    const { S3_ENDPOINT: _, ...rest } = store;
    expect(
      resolveSettings('/clone', { ...rest, S3_PROVIDER: 'wasabi', S3_REGION: 'eu-central-1' }).store,
    ).toEqual({
      bucket: 'files',
    });
  });

  test.each([
    ['PORT', { PORT: '0' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '-1' }],
    ['APP_URL', { APP_URL: 'files.example.com' }],
    ['APP_URL', { APP_URL: 'https://example.com/files' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://db/x', AUTH_SECRET: secret }],
    ['DATABASE_WORKER_URL', { DATABASE_WORKER_URL: 'postgres://db/x' }],
    ['AUTH_SECRET', { DATABASE_URL: 'postgres://db/x' }],
    ['AUTH_SECRET', { AUTH_SECRET: 'short' }],
    ['S3_BUCKET_NAME', { ...store, S3_BUCKET_NAME: undefined }],
    ['S3_ENDPOINT', { S3_REGION: 'eu-central-1' }],
    ['S3_BUCKET_NAME', { S3_PROVIDER: 'aws' }],
    ['VALETKEY_DEMO_PASSWORD', { VALETKEY_DEMO_PASSWORD: 'short' }],
  ])('names %s when it is wrong', (name, environment) => {
    expect(() => resolveSettings('/clone', environment)).toThrow(name);
  });

  test('never repeats a secret', () => {
    expect(() => resolveSettings('/clone', { DATABASE_URL: 'mysql://u:hunter2@db' })).not.toThrow('hunter2');
    expect(() => resolveSettings('/clone', { AUTH_SECRET: 'hunter2' })).not.toThrow('hunter2');
  });
});
