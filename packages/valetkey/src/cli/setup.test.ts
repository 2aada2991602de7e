import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBucketClient, createStoreConfig } from '../s3/index.ts';
import { createS3Server, type S3Server } from '../testing/s3/createS3Server.ts';
import { loadConfig } from './loadConfig.ts';
import { corsRuleFor, planCors } from './planCors.ts';
import { runSetup } from './setup.ts';

const origin = 'https://files.example.com';

let folder: string;
let cwd: string;
let server: S3Server;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-setup-'));
  cwd = await mkdtemp(join(tmpdir(), 'valetkey-cwd-'));
  server = createS3Server({
    dir: folder,
    accessKeyId: 'setup',
    secretAccessKey: 'SECRET-CANARY',
    personality: 'aws',
    fsync: false,
  });
  const { url } = await server.listen({ port: 0 });
  env = {
    S3_ENDPOINT: url,
    S3_BUCKET_NAME: 'setup-bucket',
    S3_ACCESS_KEY_ID: 'setup',
    S3_SECRET_ACCESS_KEY: 'SECRET-CANARY',
    APP_URL: `${origin}/some/page`,
  };
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
  await rm(cwd, { recursive: true, force: true });
});

/** All that was said, and what of it went to standard output: a slow machine adds lines about progress. */
let lines: string[] = [];
let printed: string[] = [];
beforeEach(() => {
  lines = [];
  printed = [];
});

const run = (argv: string[], values = env, answer: boolean | null = null) =>
  runSetup(argv, {
    env: values,
    cwd,
    print: (line) => {
      lines.push(line);
      printed.push(line);
    },
    warn: (line) => lines.push(line),
    signal: new AbortController().signal,
    ask: async () => answer,
  });

describe('valetkey setup', () => {
  it('changes nothing with --dry-run, without an answer, or with "no"', async () => {
    expect(await run(['--dry-run'])).toBe(0);
    expect(await run([])).toBe(2);
    expect(await run([], env, false)).toBe(0);
    expect(lines.join('\n')).toContain('create the bucket "setup-bucket"');
    expect(await createBucketClient(createStoreConfig(env)).headBucket()).toBe(false);
  });

  it('creates, allows the origin, proves privacy, probes, and leaves nothing', async () => {
    expect(await run(['--yes'])).toBe(0);
    const client = createBucketClient(createStoreConfig(env));
    expect(await client.getBucketCors()).toEqual([corsRuleFor(origin)]);
    for await (const { key } of client.listObjects({ prefix: '' })) expect(key).toBeNull();
    const text = lines.join('\n');
    expect(text).toContain('anonymous listing, reading and writing are refused');
    expect(text).toContain('The bucket is ready.');
    expect(text).not.toMatch(/CANARY|X-Amz-Signature/);
  });

  it('says with --json what it found, and keeps what is right', async () => {
    expect(await run(['--yes', '--json'])).toBe(0);
    const report = JSON.parse(printed.join('\n'));
    expect(report).toMatchObject({ ok: true, applied: [], warnings: [] });
    expect(report.plan.join()).toContain('keep its CORS rule');
  });

  it('refuses wrong use, and names a wrong variable', async () => {
    expect(await run(['--force'])).toBe(2);
    expect(await run(['--help'])).toBe(0);
    expect(await run(['--yes'], { ...env, APP_URL: 'nowhere' })).toBe(2);
    expect(await run(['--yes'], { ...env, S3_BUCKET_NAME: '' })).toBe(2);
    expect(await run(['--yes'], { ...env, S3_SECRET_ACCESS_KEY: 'OTHER-CANARY' })).toBe(3);
    const text = lines.join('\n');
    for (const word of ['--force', 'APP_URL', 'S3_BUCKET_NAME', 'S3_SECRET_ACCESS_KEY'])
      expect(text).toContain(word);
    expect(text).not.toContain('CANARY');
  });
});

describe('loadConfig', () => {
  it('reads .env, and prefers the environment', async () => {
    await writeFile(
      join(cwd, '.env'),
      'S3_ENDPOINT=fra1.example.com # host\nS3_BUCKET_NAME="from-file"\nS3_ACCESS_KEY_ID=a\nS3_SECRET_ACCESS_KEY=b\nPORT=4000\n',
    );
    const config = await loadConfig({ env: { S3_BUCKET_NAME: 'from-env', S3_REGION: '' }, cwd });
    expect(config.store).toMatchObject({
      endpoint: 'https://fra1.example.com',
      bucket: 'from-env',
      region: 'us-east-1',
    });
    expect(config.appOrigin).toBe('http://localhost:4000');
    await rm(join(cwd, '.env'));
  });
});

describe('planCors', () => {
  const own = corsRuleFor(origin);
  const other = { ...own, allowedOrigins: ['https://other.example'], allowedMethods: ['GET'] };

  it('puts the rule of the app first and keeps the others', () => {
    expect(planCors([], origin).rules).toEqual([own]);
    expect(planCors([own], origin).rules).toBeNull();
    expect(planCors([own, other], origin).rules).toBeNull();
    expect(planCors([other, own], origin).rules).toEqual([own, other]);
    const shared = { ...other, allowedOrigins: [origin, 'https://other.example'] };
    expect(planCors([shared], origin).rules).toEqual([own, other]);
    expect(planCors([{ ...own, maxAgeSeconds: 1 }], origin).rules).toEqual([own]);
    expect(planCors([{ ...own, allowedHeaders: ['Content-Type'] }], origin).rules).toEqual([own]);
  });

  it('warns of a rule for everybody', () => {
    const everybody = { ...other, allowedOrigins: ['*'] };
    const plan = planCors([everybody], origin);
    expect(plan.rules).toEqual([own, everybody]);
    expect(plan.warnings).toHaveLength(1);
  });
});
