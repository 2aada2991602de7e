import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { appOrigin, type CliRig, type DoctorReport, idsOf, startCliRig } from '../../test/cli/startCliRig.ts';
import { createBucketClient, createStoreConfig } from '../s3/index.ts';
import { findChromium } from './doctor/openChromium.ts';
import { runSetup } from './setup.ts';

let rig: CliRig;
beforeAll(async () => {
  rig = await startCliRig();
  expect((await rig.run(runSetup, ['--yes'])).code).toBe(0);
});
afterEach(() => rig.faults.clear());
afterAll(() => rig.close());

const wrong = (report: DoctorReport) => idsOf(report, 'error', 'warning');

async function put(name: string, body: string): Promise<void> {
  const answer = await rig.ask({ method: 'PUT', query: { [name]: '' }, body });
  expect(answer.status, `${name} ${answer.text}`).toBeLessThan(300);
}
const remove = async (name: string) => {
  expect((await rig.ask({ method: 'DELETE', query: { [name]: '' } })).status).toBe(204);
};

const cors = (...rules: string[]) =>
  put(
    'cors',
    `<CORSConfiguration>${rules.map((rule) => `<CORSRule>${rule}</CORSRule>`).join('')}</CORSConfiguration>`,
  );
const from = (...origins: string[]) =>
  origins.map((each) => `<AllowedOrigin>${each}</AllowedOrigin>`).join('');
const allow = (...methods: string[]) =>
  methods.map((each) => `<AllowedMethod>${each}</AllowedMethod>`).join('');
const methods = allow('GET', 'PUT', 'POST', 'HEAD');
const allHeaders = '<AllowedHeader>*</AllowedHeader>';
const etag = '<ExposeHeader>ETag</ExposeHeader>';
const rule = (id: string, prefix: string, action: string, status = 'Enabled') =>
  `<Rule><ID>${id}</ID><Filter><Prefix>${prefix}</Prefix></Filter><Status>${status}</Status>${action}</Rule>`;
const lifecycle = (...rules: string[]) =>
  put('lifecycle', `<LifecycleConfiguration>${rules.join('')}</LifecycleConfiguration>`);
const expire = (days: number) => `<Expiration><Days>${days}</Days></Expiration>`;
const abort = (days: number) =>
  `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`;
const policy = (...statements: object[]) =>
  put('policy', JSON.stringify({ Version: '2012-10-17', Statement: statements }));

/** Ways to break a bucket that is ready, and what the doctor must call each. */
const breakages: [name: string, ids: string[], breakIt: () => Promise<unknown>][] = [
  ['no CORS', ['cors.missing', 'cors.origin'], () => remove('cors')],
  [
    'CORS of another origin',
    ['cors.origin'],
    () => cors(from('https://other.example') + methods + allHeaders + etag),
  ],
  [
    'CORS without PUT',
    ['cors.origin'],
    () => cors(from(appOrigin) + allow('GET', 'POST') + allHeaders + etag),
  ],
  ['CORS that hides ETag', ['cors.expose_etag'], () => cors(from(appOrigin) + methods + allHeaders)],
  [
    'CORS without a header',
    ['cors.header'],
    () => cors(`${from(appOrigin)}${methods}<AllowedHeader>content-type</AllowedHeader>${etag}`),
  ],
  [
    'files for everybody by a policy',
    ['privacy.read', 'privacy.policy', 'privacy.access_block', 'policy.deny_headers'],
    async () => {
      await remove('publicAccessBlock');
      await policy({
        Sid: 'Share',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::files/files/*',
      });
    },
  ],
  [
    'a listing and writing for everybody by a policy',
    ['privacy.list', 'privacy.write', 'privacy.policy'],
    async () => {
      await remove('publicAccessBlock');
      await policy({
        Effect: 'Allow',
        Principal: { AWS: ['*'] },
        Action: ['s3:ListBucket', 's3:PutObject'],
        Resource: ['arn:aws:s3:::files', 'arn:aws:s3:::files/*'],
      });
    },
  ],
  ['no policy', ['policy.deny_headers'], () => remove('policy')],
  ['public access not blocked', ['privacy.access_block'], () => remove('publicAccessBlock')],
  ['no lifecycle', ['lifecycle.multipart', 'lifecycle.incoming'], () => remove('lifecycle')],
  [
    'no rule that aborts unfinished uploads',
    ['lifecycle.multipart'],
    () => lifecycle(rule('incoming', 'incoming/', expire(2))),
  ],
  [
    'rules that are switched off',
    ['lifecycle.multipart', 'lifecycle.incoming'],
    () => lifecycle(rule('a', '', abort(8), 'Disabled'), rule('b', 'incoming/', expire(2), 'Disabled')),
  ],
  ['a bucket that is gone', ['bucket'], async () => void (await rig.ask({ method: 'DELETE' }))],
  [
    'versions that nobody removes',
    ['versioning'],
    () => put('versioning', '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'),
  ],
];

/** Each costs three examinations; `npm run test:full` makes all of them. */
const everyday = [
  'no CORS',
  'CORS that hides ETag',
  'files for everybody by a policy',
  'a bucket that is gone',
];
const tried =
  process.env.VALETKEY_TEST_FULL === '1' ? breakages : breakages.filter(([name]) => everyday.includes(name));

describe('valetkey doctor on a bucket that broke', () => {
  it.each(tried)('finds and mends %s', async (_name, ids, breakIt) => {
    await breakIt();
    const broken = await rig.doctor(['--strict']);
    expect(broken.code).toBe(1);
    expect(wrong(broken)).toEqual(expect.arrayContaining(ids));
    for (const { severity, why, fix } of broken.findings) {
      if (severity === 'error' || severity === 'warning') expect(why && fix).not.toBe('');
    }
    const mended = await rig.doctor(['--fix', '--strict']);
    expect(wrong(mended)).toEqual([]);
    expect(mended.code).toBe(0);
    expect(mended.applied?.length).toBeGreaterThan(0);
  });

  it('changes nothing with --dry-run, and leaves nothing of what it tried', async () => {
    await remove('cors');
    const planned = await rig.doctor(['--fix', '--dry-run']);
    expect(planned.planned).toEqual([expect.stringContaining('CORS rule')]);
    expect((await rig.ask({ method: 'GET', query: { cors: '' } })).status).toBe(404);
    expect(wrong(await rig.doctor(['--fix']))).toEqual([]);
    const client = createBucketClient(createStoreConfig(rig.env));
    for await (const { key } of client.listObjects({ prefix: '' })) expect(key).toBeNull();
    for await (const { key } of client.listMultipartUploads({ prefix: '' })) expect(key).toBeNull();
  });

  it('keeps the rules of others', async () => {
    await cors(from('https://other.example') + methods + allHeaders + etag);
    await lifecycle(rule('logs', 'logs/', expire(9)));
    const tls = {
      Sid: 'Tls',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteBucket',
      Resource: 'arn:aws:s3:::files',
    };
    await policy(tls);
    expect(wrong(await rig.doctor(['--fix']))).toEqual([]);
    const read = async (name: string) => (await rig.ask({ method: 'GET', query: { [name]: '' } })).text;
    expect(await read('cors')).toContain('https://other.example');
    expect(await read('lifecycle')).toContain('<ID>logs</ID>');
    expect(await read('policy')).toContain('"Sid":"Tls"');
  });
});

const chromium = process.env.VALETKEY_TEST_FULL === '1' ? await findChromium(process.env) : null;

describe.skipIf(chromium === null)('valetkey doctor --browser', { timeout: 180_000 }, () => {
  const browser = (report: DoctorReport) => report.findings.find(({ id }) => id === 'browser');
  const ask = async (...more: string[]) => browser(await rig.doctor(['--browser', ...more], rig.env));

  it('sends each kind of request with each header that we use from a page of the origin', async () => {
    await rig.doctor(['--fix']);
    const proven = await ask();
    expect(proven?.severity).toBe('ok');
    for (const name of ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'POST', 'range', 'ETag'])
      expect(proven?.what).toContain(name);
  });

  it('is refused by the browser where the preflight does not allow a header, or the answer hides ETag', async () => {
    await cors(`${from(appOrigin)}${methods}<AllowedHeader>content-type</AllowedHeader>${etag}`);
    const refused = await ask();
    expect(refused?.what).toMatch(/if-none-match \(refused before it was sent/);
    expect(refused?.what).not.toContain('PUT with content-type');
    await cors(from(appOrigin) + methods + allHeaders);
    expect((await ask())?.what).toContain('does not see the ETag');
    await rig.doctor(['--fix']);
  });
});

describe('valetkey doctor on what it cannot mend', () => {
  const textOf = (report: DoctorReport, id: string, part: 'what' | 'fix' | 'exact') =>
    report.findings.find((each) => each.id === id)?.[part];

  it('names the region', async () => {
    const report = await rig.doctor(['--fix'], { ...rig.env, S3_REGION: 'eu-west-1' });
    expect(report.code).toBe(1);
    expect(textOf(report, 'bucket.region', 'exact')).toBe('S3_REGION=us-east-1');
  });

  it('measures the clock', async () => {
    rig.faults.setClockSkewSeconds(300);
    expect(wrong(await rig.doctor())).toContain('clock');
    rig.faults.setClockSkewSeconds(3600);
    const report = await rig.doctor();
    expect(report.code).toBe(1);
    expect(textOf(report, 'clock', 'what')).toMatch(/behind/);
    rig.faults.setClockSkewSeconds(0);
  });

  it('tells wrong keys from wrong secrets, and keys that may not write', async () => {
    const unknown = await rig.doctor([], { ...rig.env, S3_ACCESS_KEY_ID: 'other' });
    expect(textOf(unknown, 'credentials', 'fix')).toContain('S3_ACCESS_KEY_ID is not known');
    const other = await rig.doctor([], { ...rig.env, S3_SECRET_ACCESS_KEY: 'OTHER-CANARY' });
    expect(textOf(other, 'credentials', 'fix')).toContain('does not belong to S3_ACCESS_KEY_ID');
    rig.faults.inject({ operation: 'PutObject', status: { status: 403, code: 'AccessDenied' } });
    const readOnly = await rig.doctor();
    expect(wrong(readOnly)).toEqual(['bucket.write']);
    expect(readOnly.code).toBe(1);
  });

  it('leaves a rule that deletes files to whoever wrote it, and says so', async () => {
    await lifecycle(rule('tidy', '', expire(30)));
    const report = await rig.doctor(['--fix']);
    expect(wrong(report)).toEqual(['lifecycle.expires_files']);
    expect(textOf(report, 'lifecycle.expires_files', 'what')).toContain('tidy');
    await remove('lifecycle');
    expect(wrong(await rig.doctor(['--fix']))).toEqual([]);
  });

  it('lists every wrong value at once, and repeats none', async () => {
    const values = { ...rig.env, S3_BUCKET_NAME: 'a', S3_REGION: 'no such', S3_SSE: 'CANARY' };
    const report = await rig.doctor([], values);
    expect(report.code).toBe(2);
    for (const name of ['S3_BUCKET_NAME', 'S3_REGION', 'S3_SSE']) expect(report.text).toContain(name);
  });

  it('says when nobody answers', async () => {
    expect((await rig.doctor([], { ...rig.env, S3_ENDPOINT: 'http://127.0.0.1:9' })).code).toBe(3);
    const report = await rig.doctor([], { ...rig.env, S3_ENDPOINT: 'https://no-such-store.invalid' });
    expect(report.code).toBe(3);
    expect(wrong(report)).toContain('dns');
  });

  it('sees credentials that may not list', async () => {
    rig.faults.inject({ operation: 'ListObjectsV2', status: { status: 403, code: 'AccessDenied' } });
    expect(wrong(await rig.doctor())).toEqual(['credentials.permission']);
  });
});
