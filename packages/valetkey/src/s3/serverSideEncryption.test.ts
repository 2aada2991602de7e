import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Server, type S3Server } from '../testing/s3/createS3Server.ts';
import { createBucketClient } from './createBucketClient.ts';
import { createSigner } from './createSigner.ts';
import type { StoreConfig } from './StoreConfig.ts';

const name = 'x-amz-server-side-encryption';
const id = (letter: string) => letter.repeat(26);
let folder: string;
let server: S3Server;
let config: StoreConfig;
/** Header values of requests that this process sent, by operation. */
const sent: [string, string | null][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'valetkey-sse-'));
  server = createS3Server({
    dir: folder,
    accessKeyId: 'a',
    secretAccessKey: 'b',
    buckets: ['files'],
    fsync: false,
  });
  const { url } = await server.listen();
  config = {
    endpoint: url,
    region: 'us-east-1',
    bucket: 'files',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    serverSideEncryption: { algorithm: 'AES256' },
  };
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const storedEncryption = async (url: string) => (await fetch(url)).headers.get(name);

describe('server-side encryption', () => {
  it('is asked for by every request of ours that makes an object, and by no other', async () => {
    const client = createBucketClient(config, {
      fetch: (url, init) => {
        sent.push([
          `${init.method} ${new URL(url).search.split('=')[0]}`,
          new Headers(init.headers).get(name),
        ]);
        return fetch(url, init);
      },
    });
    const contentType = 'text/plain';
    await client.putObject({ key: 'incoming/x', body: 'x', contentType });
    await client.copyObject({ sourceKey: 'incoming/x', key: 'files/x', contentType });
    await client.createMultipartUpload({ key: 'files/y', contentType });
    await client.headObject({ key: 'files/x' });
    expect(sent).toEqual([
      ['PUT ', 'AES256'],
      ['PUT ', 'AES256'],
      ['POST ?uploads', 'AES256'],
      ['HEAD ', null],
    ]);
  });

  it('is signed in what a client sends, which can neither leave it out nor change it', async () => {
    const signer = createSigner(config);
    const upload = { contentType: 'text/plain', contentLength: 1, expiresInSeconds: 60 };
    const put = signer.presignPutObject({ key: `incoming/${id('a')}`, ...upload });
    expect(put.headers[name]).toBe('AES256');
    const send = (headers: Record<string, string>) =>
      fetch(put.signedUrl, { method: 'PUT', body: 'x', headers });
    expect((await send({ ...put.headers, [name]: 'aws:kms' })).status).toBe(403);
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(403);
    expect((await send(put.headers)).status).toBe(200);

    const form = signer.presignPost({ key: `incoming/${id('b')}`, ...upload });
    const body = new FormData();
    for (const [field, value] of Object.entries(form.fields)) if (field !== name) body.set(field, value);
    body.set('file', new Blob(['x']));
    expect((await fetch(form.signedUrl, { method: 'POST', body })).status).toBe(403);
    body.delete('file');
    body.set(name, form.fields[name]!);
    body.set('file', new Blob(['x']));
    expect((await fetch(form.signedUrl, { method: 'POST', body })).status).toBe(204);

    const client = createBucketClient(config);
    await client.copyObject({
      sourceKey: `incoming/${id('a')}`,
      key: `files/${id('a')}`,
      contentType: 'a/b',
    });
    const read = signer.presignGetObject({
      key: `files/${id('a')}`,
      responseContentType: 'text/plain',
      responseContentDisposition: 'attachment',
      expiresInSeconds: 60,
    });
    expect(await storedEncryption(read.signedUrl)).toBe('AES256');
  });

  it('names the key where one is given', () => {
    const signer = createSigner({
      ...config,
      serverSideEncryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/files' },
    });
    const upload = { key: `incoming/${id('a')}`, contentType: 'a/b', contentLength: 1, expiresInSeconds: 60 };
    const key = { [`${name}-aws-kms-key-id`]: 'alias/files', [name]: 'aws:kms' };
    expect(signer.presignPutObject({ ...upload, ifNoneMatch: true }).headers).toMatchObject(key);
    expect(signer.presignPost(upload).fields).toMatchObject(key);
  });
});
