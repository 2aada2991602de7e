import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValetKeyError } from '../protocol/index.ts';
import { createS3Server, type S3Server } from '../testing/s3/createS3Server.ts';
import { hasToBeSigned, type PersonalityName, personalities } from '../testing/s3/personalities.ts';
import type { BucketClient } from './BucketClient.ts';
import { createBucketClient } from './createBucketClient.ts';
import { createSigner } from './createSigner.ts';
import { createStoreConfig } from './createStoreConfig.ts';
import { probeStore } from './probeStore.ts';
import type { Signer } from './Signer.ts';
import type { StoreCapabilities } from './StoreCapabilities.ts';
import type { StoreConfig } from './StoreConfig.ts';

/*
 * The client, the signer and the probe against a running store: the embedded one, or another: set LIVE_S3_ENDPOINT, LIVE_S3_REGION, LIVE_S3_ACCESS_KEY_ID and
 * LIVE_S3_SECRET_ACCESS_KEY. A bucket of a random name is made and left empty.
 */
const endpoint = process.env.LIVE_S3_ENDPOINT;

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const newId = () => Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('');

type Target = {
  name: string;
  start(): Promise<{ endpoint: string; region?: string; accessKeyId: string; secretAccessKey: string }>;
  stop(): Promise<void>;
  capabilities: Partial<StoreCapabilities>;
};

function embedded(personality: PersonalityName): Target {
  const keys = { accessKeyId: 'embedded', secretAccessKey: 'embedded-secret' };
  const shows = personalities[personality];
  let server: S3Server | null = null;
  let dir = '';
  return {
    name: `embedded as ${personality}`,
    async start() {
      dir = await mkdtemp(join(tmpdir(), 'valetkey-s3-'));
      server = createS3Server({ dir, ...keys, personality, fsync: false });
      return { endpoint: (await server.listen({ port: 0 })).url, ...keys };
    },
    async stop() {
      await server?.close();
      await rm(dir, { recursive: true, force: true });
    },
    capabilities: {
      postPolicy: shows.postRefusal === null,
      conditionalPut: shows.conditionalPut !== 'notImplemented',
      signedLength: true,
      checksumSha256: shows.verifiesChecksums,
      refusesUnsignedHeaders: hasToBeSigned(shows, 'x-amz-copy-source'),
      refusesUnsignedPartCopy: shows.refusesCopyWithBody || hasToBeSigned(shows, 'x-amz-copy-source'),
      signedContentType: true,
      signedOverrides: true,
      // A bucket without CORS exposes nothing; where CORS is the operator's, everything.
      etagExposed: !shows.bucketCors,
    },
  };
}

const running: Target = {
  name: `at ${endpoint}`,
  start: async () => ({
    endpoint: endpoint ?? '',
    region: process.env.LIVE_S3_REGION ?? 'us-east-1',
    accessKeyId: process.env.LIVE_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.LIVE_S3_SECRET_ACCESS_KEY ?? '',
  }),
  stop: async () => undefined,
  capabilities: JSON.parse(process.env.LIVE_S3_CAPABILITIES ?? '{}') as Partial<StoreCapabilities>,
};

const targets =
  endpoint === undefined ? (Object.keys(personalities) as PersonalityName[]).map(embedded) : [running];

describe.each(targets)('the store $name', (target) => {
  let config: StoreConfig;
  let client: BucketClient;
  let signer: Signer;

  beforeAll(async () => {
    const { endpoint: at, region, accessKeyId, secretAccessKey } = await target.start();
    config = createStoreConfig({
      S3_ENDPOINT: at,
      S3_REGION: region,
      S3_BUCKET_NAME: `live-${newId()}`,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    });
    client = createBucketClient(config);
    signer = createSigner(config);
    expect(await client.headBucket()).toBe(false);
    await client.createBucket();
    await client.createBucket();
    expect(await client.headBucket()).toBe(true);
  });

  afterAll(async () => {
    for (const prefix of ['incoming/', 'files/', 'quarantine/']) {
      for await (const { key, uploadId } of client.listMultipartUploads({ prefix })) {
        await client.abortMultipartUpload({ key, uploadId });
      }
      const keys: string[] = [];
      for await (const { key } of client.listObjects({ prefix })) keys.push(key);
      await client.deleteObjects({ keys });
    }
    await target.stop();
  });

  it('puts, describes, reads and deletes an object', async () => {
    const key = `files/${newId()}`;
    expect(await client.headObject({ key })).toBeNull();
    await client.putObject({
      key,
      body: 'hello, world',
      contentType: 'text/plain',
      metadata: { uploadedby: 'Zoë & Co. 100%', uploadedat: '2026-11-22T12:00:00Z' },
    });
    const facts = await client.headObject({ key });
    expect(facts).toMatchObject({
      size: 12,
      contentType: 'text/plain',
      contentEncoding: null,
      metadata: { uploadedby: 'Zoë & Co. 100%', uploadedat: '2026-11-22T12:00:00Z' },
    });
    const part = await client.getObject({ key, range: { start: 7, end: 4_099 } });
    expect(await new Response(part.body).text()).toBe('world');
    expect(part.facts.size).toBe(12);
    await client.deleteObject({ key });
    await client.deleteObject({ key });
    expect(await client.headObject({ key })).toBeNull();
    await expect(client.getObject({ key })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('settles by copy: type and metadata are replaced, a missing source is null', async () => {
    const sourceKey = `incoming/${newId()}`;
    const key = `files/${newId()}`;
    const target = { sourceKey, key, contentType: 'image/png', metadata: { uploadedby: 'a' } };
    expect(await client.copyObject(target)).toBeNull();
    await client.putObject({
      key: sourceKey,
      body: 'x',
      contentType: 'text/html',
      metadata: { evil: '1' },
    });
    expect(await client.copyObject(target)).not.toBeNull();
    expect(await client.headObject({ key })).toMatchObject({
      contentType: 'image/png',
      metadata: { uploadedby: 'a' },
    });
  });

  it('takes presigned PUTs and GETs with their headers and response overrides', async () => {
    const key = `incoming/${newId()}`;
    const put = signer.presignPutObject({
      key,
      contentType: 'text/plain',
      contentLength: 5,
      expiresInSeconds: 60,
    });
    const upload = (body: string, headers: Record<string, string> = put.headers) =>
      fetch(put.signedUrl, { method: 'PUT', headers, body });
    expect((await upload('12345')).status).toBe(200);
    expect((await upload('123456')).status).toBe(403);
    expect((await upload('12345', { 'content-type': 'text/html' })).status).toBe(403);
    const settled = `files/${newId()}`;
    await client.copyObject({ sourceKey: key, key: settled, contentType: 'text/plain' });
    const get = signer.presignGetObject({
      key: settled,
      responseContentType: 'text/plain',
      responseContentDisposition: `attachment; filename="a (1).txt"; filename*=UTF-8''%C3%A4%20%281%29.txt`,
      responseCacheControl: 'private, no-store',
      expiresInSeconds: 60,
    });
    const response = await fetch(get.signedUrl);
    expect(await response.text()).toBe('12345');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="a (1).txt"; filename*=UTF-8''%C3%A4%20%281%29.txt`,
    );
    expect((await fetch(get.signedUrl.replace('attachment', 'inline'))).status).toBe(403);
  });

  it('takes presigned parts, lists, completes twice, aborts', { timeout: 60_000 }, async () => {
    const key = `files/${newId()}`;
    const { uploadId } = await client.createMultipartUpload({
      key,
      contentType: 'video/mp4',
      metadata: { uploadedby: 'b' },
    });
    const sizes = [5 * 1024 * 1024, 7];
    const put = async (partNumber: number, size: number, sent = size) =>
      fetch(
        signer.presignUploadPart({ key, uploadId, partNumber, contentLength: size, expiresInSeconds: 60 })
          .signedUrl,
        { method: 'PUT', body: new Uint8Array(sent) },
      );
    expect((await put(1, sizes[0]!)).status).toBe(200);
    expect((await put(2, sizes[1]!, 9)).status).toBe(403);
    expect((await put(2, sizes[1]!)).status).toBe(200);
    const open = [];
    for await (const upload of client.listMultipartUploads({ prefix: 'files/' })) open.push(upload.key);
    expect(open).toContain(key);
    const parts = await client.listParts({ key, uploadId });
    expect(parts?.map(({ size }) => size)).toEqual(sizes);
    await client.completeMultipartUpload({ key, uploadId, parts: parts! });
    await client.completeMultipartUpload({ key, uploadId, parts: parts! });
    expect(await client.headObject({ key })).toMatchObject({
      size: sizes[0]! + sizes[1]!,
      contentType: 'video/mp4',
      metadata: { uploadedby: 'b' },
    });
    await client.abortMultipartUpload({ key, uploadId });

    const other = {
      key: `files/${newId()}`,
      ...(await client.createMultipartUpload({ key, contentType: 'a/b' })),
    };
    const lost = await client
      .completeMultipartUpload({ ...other, parts: parts! })
      .catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(ValetKeyError);
    expect(lost).toMatchObject({ code: 'NOT_FOUND' });
    await client.abortMultipartUpload({ key, uploadId: other.uploadId });
    expect(await client.listParts(other)).toBeNull();
  });

  it('lists and deletes many', async () => {
    const keys = Array.from({ length: 20 }, () => `quarantine/${newId()}`).sort();
    await Promise.all(keys.map((key) => client.putObject({ key, body: 'x', contentType: 'a/b' })));
    const listed: string[] = [];
    for await (const { key, size } of client.listObjects({ prefix: 'quarantine/' })) {
      expect(size).toBe(1);
      listed.push(key);
    }
    expect(listed).toEqual(keys);
    expect(await client.deleteObjects({ keys: [...keys, `files/${newId()}`] })).toEqual([]);
    for await (const { key } of client.listObjects({ prefix: 'quarantine/' })) expect(key).toBeNull();
  });

  it('takes a POST policy and its exact length, where the store has them', async () => {
    const post = signer.presignPost({
      key: `incoming/${newId()}`,
      contentType: 'text/plain',
      contentLength: 5,
      expiresInSeconds: 60,
    });
    const upload = (body: string) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(post.fields)) form.set(name, value);
      form.set('file', new Blob([body]), 'x');
      return fetch(post.signedUrl, { method: 'POST', body: form });
    };
    const right = await upload('12345');
    if ([412, 501].includes(right.status)) return; // Swift, R2 and B2 have no POST policies.
    expect(right.status).toBe(204);
    expect((await upload('123456')).status).toBe(400);
    expect((await upload('1234')).status).toBe(400);
  });

  it('is probed, and nothing of the probe stays', { timeout: 60_000 }, async () => {
    for await (const { key } of client.listObjects({ prefix: 'incoming/' }))
      await client.deleteObject({ key });
    const { capabilities } = await probeStore(config, { origins: ['https://app.example'] });
    expect(capabilities.signedLength).toBe(true);
    expect(capabilities).toMatchObject(target.capabilities);
    for await (const { key } of client.listObjects({ prefix: 'incoming/' })) expect(key).toBeNull();
    for await (const { key } of client.listMultipartUploads({ prefix: '' })) expect(key).toBeNull();
  });
});
