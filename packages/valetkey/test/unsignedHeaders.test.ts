import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denyStatements } from '../src/cli/bucket/planPolicy.ts';
import {
  type BucketClient,
  createBucketClient,
  createSigner,
  createStoreConfig,
  probeStore,
  type Signer,
  type StoreConfig,
} from '../src/s3/index.ts';
import { createRawClient, type PersonalityName } from '../src/testing/index.ts';
import { type StartedStore, storesUnderTest } from './storesUnderTest.ts';

/*
 * Whoever holds a grant adds headers that nobody signed. What comes of each, on each kind of grant, with one pair of keys, with
 * the policy that `valetkey setup` writes, and with keys for uploads that cannot read.
 */
type Outcome = 'refused' | 'ignored' | 'executed';
type GrantKind = 'put' | 'post' | 'part' | 'get';
type Attack = 'copy' | 'acl' | 'grant' | 'metadata';
type Outcomes = Record<Attack, Outcome>;

const content = 'an honest file';
const secret = 'what only somebody else may read';
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const newId = () => Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('');

const allOf = (outcome: Outcome, but: Partial<Outcomes> = {}): Outcomes => ({
  copy: outcome,
  acl: outcome,
  grant: outcome,
  metadata: outcome,
  ...but,
});

type Expected = Record<GrantKind, Outcomes | null> & {
  /** PUT with the policy of `valetkey setup`; `null` where there are no policies. */
  putWithPolicy: Outcomes | null;
  putByWriter: Outcomes;
  partByWriter: Outcomes;
};

const strict: Expected = {
  put: allOf('refused'),
  post: allOf('ignored'),
  part: allOf('refused'),
  get: allOf('refused'),
  putWithPolicy: allOf('refused'),
  putByWriter: allOf('refused'),
  partByWriter: allOf('refused'),
};

const minio = allOf('executed', { acl: 'ignored', grant: 'ignored', metadata: 'refused' });

/** Of Ceph and Swift measured, and held to the real ones by `npm run test:full`; of the others as their personality says. */
const expected: Record<PersonalityName, Expected> = {
  aws: strict,
  r2: { ...strict, post: null, putWithPolicy: null },
  b2: { ...strict, post: null, putWithPolicy: null },
  'ceph-16': {
    put: allOf('executed'),
    post: allOf('ignored'),
    part: allOf('ignored', { copy: 'refused' }),
    get: allOf('ignored'),
    // Who wrote is for our records to say and not for metadata, so that one does no harm.
    putWithPolicy: allOf('refused', { metadata: 'executed' }),
    putByWriter: allOf('executed', { copy: 'refused' }),
    partByWriter: allOf('ignored', { copy: 'refused' }),
  },
  // Since its correction of CVE-2026-71191.
  swift: {
    put: allOf('refused'),
    post: null,
    part: allOf('refused'),
    get: allOf('refused'),
    putWithPolicy: null,
    putByWriter: allOf('refused'),
    partByWriter: allOf('refused'),
  },
  minio: {
    put: minio,
    post: allOf('ignored'),
    part: minio,
    get: allOf('ignored', { metadata: 'refused' }),
    putWithPolicy: allOf('refused'),
    putByWriter: { ...minio, copy: 'refused' },
    partByWriter: { ...minio, copy: 'refused' },
  },
};

/** `npm run test:full` attacks every personality. */
const attacked = storesUnderTest.filter(
  ({ personality, isEmbedded }) =>
    process.env.VALETKEY_TEST_FULL === '1' ||
    !isEmbedded ||
    ['aws', 'ceph-16', 'swift'].includes(personality),
);

describe.each(attacked)('unsigned headers at the store $name', ({ personality, start, stop }) => {
  let store: StartedStore;
  let config: StoreConfig;
  let client: BucketClient;
  let signer: Signer;
  let secretKey: string;
  const wanted = expected[personality];

  beforeAll(async () => {
    store = await start();
    config = createStoreConfig({
      S3_ENDPOINT: store.endpoint,
      S3_REGION: store.region,
      S3_BUCKET_NAME: `attacked-${newId()}`,
      S3_ACCESS_KEY_ID: store.accessKeyId,
      S3_SECRET_ACCESS_KEY: store.secretAccessKey,
    });
    client = createBucketClient(config);
    signer = createSigner(config);
    await client.createBucket();
    secretKey = `files/${newId()}`;
    await client.putObject({ key: secretKey, body: secret, contentType: 'text/plain' });
  });

  afterAll(async () => {
    const keys: string[] = [];
    for await (const { key } of client.listObjects({ prefix: '' })) keys.push(key);
    await client.deleteObjects({ keys });
    await createRawClient(store).send({ method: 'DELETE', bucket: config.bucket });
    await stop();
  });

  const headersOf = (): Record<Attack, Record<string, string>> => ({
    copy: { 'x-amz-copy-source': `/${config.bucket}/${secretKey}` },
    acl: { 'x-amz-acl': 'public-read' },
    grant: { 'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' },
    metadata: { 'x-amz-meta-uploadedby': 'somebody-else' },
  });

  /** Whether the object at `key` shows what the attack was for. */
  async function isExecuted(attack: Attack, key: string): Promise<boolean> {
    if (attack === 'copy') {
      const { body } = await client.getObject({ key });
      return (await new Response(body).text()) === secret;
    }
    if (attack === 'metadata')
      return (await client.headObject({ key }))?.metadata.uploadedby === 'somebody-else';
    const anonymous = await fetch(`${config.endpoint}/${config.bucket}/${key}`);
    await anonymous.body?.cancel();
    return anonymous.status === 200;
  }

  async function judge(response: Response, attack: Attack, key: string): Promise<Outcome> {
    await response.body?.cancel();
    if (response.status >= 400) return 'refused';
    return (await isExecuted(attack, key)) ? 'executed' : 'ignored';
  }

  const tries: Record<GrantKind, (attack: Attack, by: Signer) => Promise<Outcome>> = {
    async put(attack, by) {
      const key = `incoming/${newId()}`;
      const put = by.presignPutObject({
        key,
        contentType: 'text/plain',
        contentLength: content.length,
        expiresInSeconds: 60,
      });
      const headers = { ...put.headers, ...headersOf()[attack] };
      return judge(await fetch(put.signedUrl, { method: 'PUT', headers, body: content }), attack, key);
    },
    async post(attack, by) {
      const key = `incoming/${newId()}`;
      const post = by.presignPost({
        key,
        contentType: 'text/plain',
        contentLength: content.length,
        expiresInSeconds: 60,
      });
      const body = new FormData();
      for (const [name, value] of Object.entries(post.fields)) body.set(name, value);
      body.set('file', new Blob([content]));
      const headers = headersOf()[attack];
      return judge(await fetch(post.signedUrl, { method: 'POST', headers, body }), attack, key);
    },
    async part(attack, by) {
      const key = `files/${newId()}`;
      const { uploadId } = await client.createMultipartUpload({ key, contentType: 'text/plain' });
      const upload = { key, uploadId };
      const { signedUrl } = by.presignUploadPart({
        ...upload,
        partNumber: 1,
        contentLength: content.length,
        expiresInSeconds: 60,
      });
      const response = await fetch(signedUrl, { method: 'PUT', headers: headersOf()[attack], body: content });
      const parts = response.status < 400 ? ((await client.listParts(upload)) ?? []) : [];
      if (attack !== 'copy' && response.status < 400) {
        await client.completeMultipartUpload({ ...upload, parts });
        return judge(response, attack, key);
      }
      await response.body?.cancel();
      await client.abortMultipartUpload(upload);
      if (response.status >= 400) return 'refused';
      return parts[0]?.size === content.length ? 'ignored' : 'executed';
    },
    async get(attack) {
      const key = `files/${newId()}`;
      await client.putObject({ key, body: content, contentType: 'text/plain' });
      const { signedUrl } = signer.presignGetObject({
        key,
        responseContentType: 'text/plain',
        responseContentDisposition: 'attachment',
        expiresInSeconds: 60,
      });
      return judge(await fetch(signedUrl, { headers: headersOf()[attack] }), attack, key);
    },
  };

  async function outcomesOf(kind: GrantKind, by: Signer): Promise<Outcomes> {
    const attacks = Object.keys(headersOf()) as Attack[];
    const outcomes = await Promise.all(attacks.map((attack) => tries[kind](attack, by)));
    return Object.fromEntries(attacks.map((attack, at) => [attack, outcomes[at]])) as Outcomes;
  }

  it('on each kind of grant', { timeout: 60_000 }, async () => {
    for (const kind of ['put', 'post', 'part', 'get'] as const) {
      if (wanted[kind] === null) continue;
      expect(await outcomesOf(kind, signer), kind).toEqual(wanted[kind]);
    }
  });

  it('is what the probe says, with a warning', { timeout: 60_000 }, async () => {
    const { capabilities, warnings } = await probeStore(config);
    const isSafe = Object.values(wanted.put ?? {}).every((outcome) => outcome !== 'executed');
    expect(capabilities.refusesUnsignedHeaders).toBe(isSafe);
    expect(warnings.some((warning) => warning.includes('executes unsigned headers'))).toBe(!isSafe);
    expect(capabilities.refusesUnsignedPartCopy).toBe(wanted.part?.copy !== 'executed');
  });

  it('with keys for uploads that cannot read', { timeout: 60_000 }, async (context) => {
    if (store.writer === null) return context.skip();
    const writer = createSigner({ ...config, uploadCredentials: store.writer });
    expect(await outcomesOf('put', writer), 'put').toEqual(wanted.putByWriter);
    expect(await outcomesOf('part', writer), 'part').toEqual(wanted.partByWriter);
  });

  it('with the policy that setup writes', { timeout: 60_000 }, async () => {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: denyStatements(config.bucket) });
    const raw = createRawClient(store);
    const put = await raw.send({ method: 'PUT', bucket: config.bucket, query: { policy: '' }, body: policy });
    expect(put.status < 300).toBe(wanted.putWithPolicy !== null);
    if (wanted.putWithPolicy === null) return;
    expect(await outcomesOf('put', signer)).toEqual(wanted.putWithPolicy);
    // What the server itself does goes on: a plain upload settles by copy.
    const sourceKey = `incoming/${newId()}`;
    const key = `files/${newId()}`;
    await client.putObject({ key: sourceKey, body: content, contentType: 'text/plain' });
    expect(await client.copyObject({ sourceKey, key, contentType: 'text/plain' })).not.toBeNull();
  });
});
