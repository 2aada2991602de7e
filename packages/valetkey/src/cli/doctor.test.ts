import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBucketClient, createStoreConfig } from '../s3/index.ts';
import { createFaults, createS3Server, type PersonalityName, type S3Server } from '../testing/index.ts';
import { type AskStore, createAskStore } from './bucket/askStore.ts';
import type { Finding } from './doctor/Finding.ts';
import { runDoctor } from './doctor.ts';
import { runSetup } from './setup.ts';

const origin = 'https://files.example.com';
const signal = new AbortController().signal;

type Report = { ok: boolean; counts: Record<string, number>; findings: Finding[]; applied?: unknown[] };

let folder: string;
let server: S3Server;
let env: Record<string, string>;
let ask: AskStore;
let errors: string[];
const faults = createFaults();

async function start(personality: PersonalityName = 'aws'): Promise<void> {
  server = createS3Server({
    dir: join(folder, personality),
    accessKeyId: 'doctor',
    secretAccessKey: 'SECRET-CANARY',
    personality,
    faults,
    fsync: false,
  });
  const { url } = await server.listen({ port: 0 });
  env = {
    S3_ENDPOINT: url,
    S3_BUCKET_NAME: 'files',
    S3_ACCESS_KEY_ID: 'doctor',
    S3_SECRET_ACCESS_KEY: 'SECRET-CANARY',
    APP_URL: origin,
  };
  const outside = {
    fetch: (to: string, init: RequestInit) => fetch(to, init),
    clock: () => new Date(),
    signal,
  };
  ask = createAskStore(createStoreConfig(env), outside);
}

const io = (values: Record<string, string>, lines: string[]) => ({
  env: values,
  cwd: folder,
  print: (line: string) => lines.push(line),
  warn: (line: string) => errors.push(line),
  signal,
});

async function doctor(argv: string[] = [], values = env): Promise<Report & { code: number; text: string }> {
  const lines: string[] = [];
  const code = await runDoctor(['--json', ...argv], io(values, lines));
  const text = lines.join('\n');
  expect(text).not.toMatch(/CANARY|X-Amz-Signature/);
  return { ...(JSON.parse(text) as Report), code, text };
}

const wrong = ({ findings }: Report) =>
  findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ id }) => id);

async function put(name: string, body: string): Promise<void> {
  const answer = await ask({ method: 'PUT', query: { [name]: '' }, body });
  expect(answer.status, `${name} ${answer.text}`).toBeLessThan(300);
}

const cors = (rule: string) =>
  put('cors', `<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`);
const from = (...origins: string[]) =>
  origins.map((each) => `<AllowedOrigin>${each}</AllowedOrigin>`).join('');
const methods =
  '<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedMethod>POST</AllowedMethod>';
const allHeaders = '<AllowedHeader>*</AllowedHeader>';
const etag = '<ExposeHeader>ETag</ExposeHeader>';

beforeEach(async () => {
  errors = [];
  folder = await mkdtemp(join(tmpdir(), 'valetkey-doctor-'));
  await start();
});

afterEach(async () => {
  faults.clear();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Ways to break a bucket that is ready, what the doctor must call each, and whether it mends it. */
const mendable: [string, string[], () => Promise<unknown>][] = [
  ['no CORS', ['cors.missing', 'cors.origin'], () => ask({ method: 'DELETE', query: { cors: '' } })],
  [
    'CORS of another origin',
    ['cors.origin'],
    () => cors(from('https://other.example') + methods + allHeaders + etag),
  ],
  ['CORS that hides ETag', ['cors.expose_etag'], () => cors(from(origin) + methods + allHeaders)],
  [
    'CORS without a header',
    ['cors.header'],
    () => cors(`${from(origin)}${methods}<AllowedHeader>content-type</AllowedHeader>${etag}`),
  ],
  [
    'a public policy',
    ['privacy.read', 'privacy.policy', 'policy.deny_headers'],
    () =>
      put(
        'policy',
        JSON.stringify({
          Statement: [
            {
              Sid: 'Share',
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::files/files/*',
            },
          ],
        }),
      ),
  ],
  ['no deny policy', ['policy.deny_headers'], () => ask({ method: 'DELETE', query: { policy: '' } })],
  [
    'no lifecycle',
    ['lifecycle.multipart', 'lifecycle.incoming'],
    () => ask({ method: 'DELETE', query: { lifecycle: '' } }),
  ],
  [
    'public access not blocked',
    ['privacy.access_block'],
    () => ask({ method: 'DELETE', query: { publicAccessBlock: '' } }),
  ],
  [
    'versions that nobody removes',
    ['versioning'],
    () => put('versioning', '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'),
  ],
  ['a bucket that is gone', ['bucket'], () => ask({ method: 'DELETE' })],
];

describe('valetkey doctor on a bucket that broke', () => {
  it.each(mendable)('finds and mends %s', async (_name, ids, breakIt) => {
    expect(await runSetup(['--yes'], io(env, []))).toBe(0);
    expect(wrong(await doctor())).toEqual([]);
    await breakIt();
    const broken = await doctor(['--strict']);
    expect(broken.code).toBe(1);
    for (const id of ids) expect(wrong(broken)).toContain(id);
    for (const { severity, why, fix } of broken.findings) {
      if (severity === 'error' || severity === 'warning') expect(why && fix).not.toBe('');
    }
    const planned = await doctor(['--fix', '--dry-run']);
    expect(wrong(planned)).toEqual(wrong(broken));
    const mended = await doctor(['--fix', '--strict']);
    expect(wrong(mended)).toEqual([]);
    expect(mended.code).toBe(0);
    const client = createBucketClient(createStoreConfig(env));
    for await (const { key } of client.listObjects({ prefix: '' })) expect(key).toBeNull();
  });

  it('keeps the rules of others', async () => {
    await runSetup(['--yes'], io(env, []));
    await cors(from('https://other.example') + methods + allHeaders + etag);
    await put(
      'lifecycle',
      '<LifecycleConfiguration><Rule><ID>logs</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>9</Days></Expiration></Rule></LifecycleConfiguration>',
    );
    await put(
      'policy',
      JSON.stringify({
        Statement: [
          {
            Sid: 'Tls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:DeleteBucket',
            Resource: 'arn:aws:s3:::files',
          },
        ],
      }),
    );
    expect(wrong(await doctor(['--fix']))).toEqual([]);
    const read = async (name: string) => (await ask({ method: 'GET', query: { [name]: '' } })).text;
    expect(await read('cors')).toContain('https://other.example');
    expect(await read('lifecycle')).toContain('<ID>logs</ID>');
    expect(await read('policy')).toContain('"Sid":"Tls"');
  });
});

describe('valetkey doctor on what it cannot mend', () => {
  beforeEach(() => runSetup(['--yes'], io(env, [])));
  const exactOf = (report: Report, id: string) => report.findings.find((each) => each.id === id)?.exact;

  it('names the region', async () => {
    const report = await doctor(['--fix'], { ...env, S3_REGION: 'eu-west-1' });
    expect(report.code).toBe(1);
    expect(exactOf(report, 'bucket.region')).toBe('S3_REGION=us-east-1');
  });

  it('measures the clock', async () => {
    faults.setClockSkewSeconds(300);
    expect(wrong(await doctor())).toContain('clock');
    faults.setClockSkewSeconds(3600);
    const report = await doctor();
    expect(report.code).toBe(1);
    expect(report.findings.find(({ id }) => id === 'clock')?.what).toMatch(/behind/);
  });

  it('tells wrong keys from wrong secrets', async () => {
    expect((await doctor([], { ...env, S3_ACCESS_KEY_ID: 'other' })).text).toContain(
      'S3_ACCESS_KEY_ID is not known',
    );
    expect((await doctor([], { ...env, S3_SECRET_ACCESS_KEY: 'OTHER-CANARY' })).text).toContain(
      'does not belong to S3_ACCESS_KEY_ID',
    );
  });

  it('leaves a rule that deletes files to whoever wrote it, and says so', async () => {
    await put(
      'lifecycle',
      '<LifecycleConfiguration><Rule><ID>tidy</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>',
    );
    const report = await doctor(['--fix']);
    expect(wrong(report)).toEqual(['lifecycle.expires_files']);
    expect(report.text).toContain('tidy');
  });

  it('lists every wrong value at once, and repeats none', async () => {
    const report = await doctor([], { ...env, S3_BUCKET_NAME: 'a', S3_REGION: 'no such', S3_SSE: 'CANARY' });
    expect(report.code).toBe(2);
    for (const name of ['S3_BUCKET_NAME', 'S3_REGION', 'S3_SSE']) expect(report.text).toContain(name);
  });

  it('says when nobody answers', async () => {
    expect((await doctor([], { ...env, S3_ENDPOINT: 'http://127.0.0.1:9' })).code).toBe(3);
    const report = await doctor([], { ...env, S3_ENDPOINT: 'https://no-such-store.invalid' });
    expect(report.code).toBe(3);
    expect(wrong(report)).toContain('dns');
  });

  it('sees a store that is not S3, and credentials that may not list', async () => {
    faults.inject({ operation: 'ListObjectsV2', status: { status: 403, code: 'AccessDenied' } });
    expect(wrong(await doctor())).toEqual(['credentials.permission']);
  });
});

describe('valetkey doctor on each kind of store', () => {
  const expected: Record<PersonalityName, { warnings: string[]; notes: string[] }> = {
    aws: { warnings: [], notes: [] },
    'ceph-16': { warnings: [], notes: ['probe.unsigned_metadata', 'probe.checksum', 'cors.errors_hidden'] },
    r2: { warnings: [], notes: ['probe.post_policy'] },
    b2: { warnings: [], notes: ['probe.post_policy', 'probe.conditional_put'] },
    swift: {
      warnings: [],
      notes: ['probe.post_policy', 'probe.conditional_put', 'probe.checksum', 'cors.unknown'],
    },
    minio: { warnings: [], notes: ['cors.unknown'] },
  };

  it.each(Object.entries(expected))('%s, set up', async (name, { warnings, notes }) => {
    await server.close();
    await start(name as PersonalityName);
    expect(await runSetup(['--yes'], io(env, []))).toBe(0);
    const report = await doctor();
    expect(wrong(report)).toEqual(warnings);
    const noted = report.findings.filter(({ severity }) => severity === 'note').map(({ id }) => id);
    expect(noted).toEqual(expect.arrayContaining(notes));
  });

  it('ceph-16 without the policy: says what makes it unsafe, and what to do', async () => {
    await server.close();
    await start('ceph-16');
    await runSetup(['--yes'], io(env, []));
    await ask({ method: 'DELETE', query: { policy: '' } });
    const report = await doctor();
    expect(report.code).toBe(1);
    const unsafe = report.findings.find(({ id }) => id === 'probe.unsigned_headers');
    expect(unsafe?.what).toMatch(/x-amz-copy-source, x-amz-acl/);
    expect(unsafe?.fix).toMatch(/S3_UPLOAD_ACCESS_KEY_ID/);
    expect(wrong(report)).toContain('policy.deny_headers');
    expect(wrong(await doctor(['--fix']))).toEqual([]);
  });
});
