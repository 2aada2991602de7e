import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketCorsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes } from '../storeConformance/ConformanceContext.ts';
import { createS3Server, type S3Server } from './createS3Server.ts';

const credentials = { accessKeyId: 'sdk-key', secretAccessKey: 'sdk-secret' };
const Bucket = 'sdk';

/** The judge that we did not write: whatever it signs, frames and parses must work. */
describe('the AWS SDK', () => {
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-sdk-'));
  let server: S3Server;
  let byDefault: S3Client;
  let whenRequired: S3Client;

  beforeAll(async () => {
    server = createS3Server({ ...credentials, dir, buckets: [Bucket], region: 'eu-central-1', fsync: false });
    await server.listen();
    const options = { endpoint: server.url, region: 'eu-central-1', forcePathStyle: true, credentials };
    byDefault = new S3Client(options);
    whenRequired = new S3Client({
      ...options,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  });
  afterAll(async () => {
    byDefault.destroy();
    whenRequired.destroy();
    await server.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each([
    ['its defaults', () => byDefault],
    ['checksums only when required', () => whenRequired],
  ])('stores and reads buffers and streams with %s', async (_, pick) => {
    const client = pick();
    const body = bytes(200_000, 3);
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'dir/a b+ü.txt',
        Body: body,
        ContentType: 'text/plain',
        Metadata: { uploadedby: 'u%201' },
      }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'dir/a b+ü.txt' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
    expect([got.ContentType, got.Metadata]).toEqual(['text/plain', { uploadedby: 'u%201' }]);
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([body]),
        ContentLength: body.length,
      }),
    );
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'stream', ChecksumMode: 'ENABLED' }));
    expect([head.ContentLength, head.ContentEncoding]).toEqual([200_000, undefined]);
  });

  it('uploads in parts with lib-storage and copies', async () => {
    const body = bytes(23 * 1024 * 1024, 9);
    const upload = new Upload({
      client: byDefault,
      params: { Bucket, Key: 'big', Body: Readable.from([body]) },
      queueSize: 4,
    });
    expect((await upload.done()).ETag).toMatch(/-5"$/);
    await byDefault.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'copy',
        CopySource: `${Bucket}/big`,
        MetadataDirective: 'REPLACE',
        ContentType: 'video/mp4',
      }),
    );
    const got = await byDefault.send(new GetObjectCommand({ Bucket, Key: 'copy' }));
    expect(got.ContentType).toBe('video/mp4');
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
    const attributes = await byDefault.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'big',
        ObjectAttributes: ['ObjectSize', 'ObjectParts', 'Checksum'],
      }),
    );
    expect([attributes.ObjectSize, attributes.ObjectParts?.TotalPartsCount]).toEqual([body.length, 5]);
    // The part's own checksum: the SDK compares it with the bytes that it gets.
    const second = await byDefault.send(new GetObjectCommand({ Bucket, Key: 'big', PartNumber: 2 }));
    expect(second.ChecksumType).toBe(attributes.Checksum?.ChecksumType);
    expect(second.ChecksumCRC32).toBe(attributes.ObjectParts?.Parts?.[1]?.ChecksumCRC32);
    expect((await second.Body!.transformToByteArray()).length).toBe(second.ContentLength);
  });

  it('presigns PUT, GET and POST', async () => {
    const putUrl = await getSignedUrl(
      whenRequired,
      new PutObjectCommand({ Bucket, Key: 'signed', ContentType: 'image/png', ContentLength: 5 }),
      {
        expiresIn: 60,
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      },
    );
    const send = (body: string, type = 'image/png') =>
      fetch(putUrl, { method: 'PUT', body, headers: { 'content-type': type } });
    expect([
      (await send('1234')).status,
      (await send('12345', 'text/html')).status,
      (await send('12345')).status,
    ]).toEqual([403, 403, 200]);
    const getUrl = await getSignedUrl(
      byDefault,
      new GetObjectCommand({
        Bucket,
        Key: 'signed',
        ResponseContentDisposition: 'attachment; filename="ä.png"',
      }),
    );
    const got = await fetch(getUrl);
    expect([got.status, await got.text()]).toEqual([200, '12345']);
    const post = await createPresignedPost(whenRequired, {
      Bucket,
      Key: 'posted',
      Conditions: [['content-length-range', 5, 5]],
      Expires: 60,
    });
    const submit = (content: string) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(post.fields)) form.append(name, value);
      form.append('file', new Blob([content]), 'x.bin');
      return fetch(post.url, { method: 'POST', body: form });
    };
    expect([(await submit('1234')).status, (await submit('12345')).status]).toEqual([400, 204]);
  });

  it('lists, sets CORS and deletes', async () => {
    const listed = await byDefault.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toContain('posted');
    const rule = {
      AllowedOrigins: ['http://localhost:3000'],
      AllowedMethods: ['PUT', 'POST', 'GET'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 600,
    };
    await byDefault.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
    expect((await byDefault.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([rule]);
    const Objects = [{ Key: 'posted' }, { Key: 'dir/a b+ü.txt' }, { Key: 'missing' }];
    for (const client of [byDefault, whenRequired]) {
      expect(
        (await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).Deleted,
      ).toHaveLength(3);
    }
    await expect(byDefault.send(new HeadObjectCommand({ Bucket, Key: 'posted' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});
