import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createS3Server, type S3Server } from 'valetkey/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPackages } from './realStores.ts';

const run = promisify(execFile);
const keys = { accessKeyId: 'clients', secretAccessKey: 'clients-secret' };
const bucket = 'clients';
/** Names that clients like to get wrong. */
const names = ['plain.txt', 'two words + plus.txt', 'ünïcode €.txt', 'deep/er/file.txt'];
const large = 'large.bin';

type Client = {
  name: string;
  packages: readonly string[];
  /** What puts `from` at `key`, gets it to `to`, lists all keys below the client's prefix, and removes them. */
  put(from: string, key: string): string[];
  get(key: string, to: string): string[];
  list(): string[];
  removeAll(): string[];
};

let server: S3Server;
let folder: string;
let env: Record<string, string | undefined>;

const clients: readonly Client[] = [
  {
    name: 's3cmd',
    packages: ['s3cmd'],
    put: (from, key) => ['-c', config(), '--multipart-chunk-size-mb=5', 'put', from, `s3://${bucket}/${key}`],
    get: (key, to) => ['-c', config(), '--force', 'get', `s3://${bucket}/${key}`, to],
    list: () => ['-c', config(), 'ls', '--recursive', `s3://${bucket}/s3cmd/`],
    removeAll: () => ['-c', config(), 'rm', '--recursive', '--force', `s3://${bucket}/s3cmd/`],
  },
  {
    name: 'rclone',
    packages: ['rclone'],
    put: (from, key) => [
      'copyto',
      '--s3-upload-cutoff=5M',
      '--s3-chunk-size=5M',
      from,
      `vk:${bucket}/${key}`,
    ],
    get: (key, to) => ['copyto', `vk:${bucket}/${key}`, to],
    list: () => ['lsf', '--recursive', '--files-only', `vk:${bucket}/rclone`],
    removeAll: () => ['purge', `vk:${bucket}/rclone`],
  },
  {
    name: 'aws',
    packages: ['awscli'],
    put: (from, key) => ['s3', 'cp', '--endpoint-url', server.url, from, `s3://${bucket}/${key}`],
    get: (key, to) => ['s3', 'cp', '--endpoint-url', server.url, `s3://${bucket}/${key}`, to],
    list: () => ['s3', 'ls', '--recursive', '--endpoint-url', server.url, `s3://${bucket}/aws/`],
    removeAll: () => ['s3', 'rm', '--recursive', '--endpoint-url', server.url, `s3://${bucket}/aws/`],
  },
];

const config = () => path.join(folder, 's3cmd.cfg');
const hash = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'valetkey-clients-'));
  server = createS3Server({ ...keys, dir: path.join(folder, 'store'), buckets: [bucket], fsync: false });
  const { url } = await server.listen();
  const { host } = new URL(url);
  await writeFile(
    config(),
    `[default]\naccess_key = ${keys.accessKeyId}\nsecret_key = ${keys.secretAccessKey}\nhost_base = ${host}\nhost_bucket = ${host}\nuse_https = False\n`,
  );
  env = {
    // Nothing of the developer's own settings for these clients.
    PATH: process.env.PATH,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_DEFAULT_REGION: server.region,
    RCLONE_CONFIG_VK_TYPE: 's3',
    RCLONE_CONFIG_VK_PROVIDER: 'Other',
    RCLONE_CONFIG_VK_ENDPOINT: url,
    RCLONE_CONFIG_VK_ACCESS_KEY_ID: keys.accessKeyId,
    RCLONE_CONFIG_VK_SECRET_ACCESS_KEY: keys.secretAccessKey,
  };
  await writeFile(path.join(folder, large), randomBytes(17 * 1024 * 1024));
  await writeFile(path.join(folder, 'small'), randomBytes(1000));
});

afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(clients)('the embedded store, asked by $name', ({ name, packages, ...client }) => {
  const call = async (args: string[]) => (await run(name, args, { env, cwd: folder })).stdout;

  it.skipIf(!hasPackages(name, packages))(
    'keeps what is put, in one request and in parts, and gives it back',
    { timeout: 300_000 },
    async () => {
      const uploads = [...names.map((key) => ['small', key] as const), [large, large] as const];
      for (const [file, key] of uploads) {
        await call(client.put(path.join(folder, file), `${name}/${key}`));
        const back = path.join(folder, 'back');
        await call(client.get(`${name}/${key}`, back));
        expect(await hash(back), key).toBe(await hash(path.join(folder, file)));
        await rm(back);
      }
      const listed = await call(client.list());
      for (const [, key] of uploads) expect(listed).toContain(key);
      await call(client.removeAll());
      expect((await call(client.list()).catch(() => '')).trim()).toBe('');
    },
  );
});
