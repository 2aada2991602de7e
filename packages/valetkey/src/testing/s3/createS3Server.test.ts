import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bytes } from '../storeConformance/ConformanceContext.ts';
import { createRawClient, type RawClient } from '../storeConformance/createRawClient.ts';
import { createS3Server, type S3Server, type S3ServerOptions } from './createS3Server.ts';

const keys = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
const bucket = 'files';
const undo: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-s3-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function start(
  options: Partial<S3ServerOptions> = {},
): Promise<{ server: S3Server; client: RawClient; dir: string }> {
  const dir = options.dir ?? newDir();
  const server = createS3Server({ ...keys, buckets: [bucket], fsync: false, ...options, dir });
  undo.push(() => server.close());
  await server.listen();
  const client = createRawClient({
    ...keys,
    endpoint: server.url,
    region: server.region,
    ...(options.clock && { clock: options.clock }),
  });
  return { server, client, dir };
}

const put = (client: RawClient, key: string, body: Buffer | string, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', bucket, key, body, headers });
const get = (client: RawClient, key: string) => client.send({ method: 'GET', bucket, key });
const blobCount = (dir: string) =>
  readdirSync(join(dir, 'blobs'), { recursive: true }).filter((name) => String(name).length > 10).length;

describe('the data folder', () => {
  it('keeps buckets, objects, settings, versions and open uploads over a restart', async () => {
    const first = await start();
    await put(first.client, 'a/ü', 'content', {
      'content-type': 'text/x',
      'x-amz-meta-a': '1',
      'x-amz-tagging': 'k=v',
    });
    const cors =
      '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>';
    await first.client.send({ method: 'PUT', bucket, query: { cors: '' }, body: cors });
    const uploadId =
      (await first.client.send({ method: 'POST', bucket, key: 'm', query: { uploads: '' } })).tag(
        'UploadId',
      ) ?? '';
    const part = await first.client.send({
      method: 'PUT',
      bucket,
      key: 'm',
      query: { partNumber: '1', uploadId },
      body: 'part',
    });
    await first.client.send({ method: 'PUT', bucket: 'second' });
    await first.client.send({
      method: 'PUT',
      bucket: 'second',
      query: { versioning: '' },
      body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    });
    for (const body of ['one', 'two'])
      await first.client.send({ method: 'PUT', bucket: 'second', key: 'v', body });
    await first.client.send({ method: 'DELETE', bucket: 'second', key: 'v' });
    await first.server.close();

    const { client } = await start({ dir: first.dir });
    const object = await get(client, 'a/ü');
    expect([
      object.text,
      object.headers['content-type'],
      object.headers['x-amz-meta-a'],
      object.headers['x-amz-tagging-count'],
    ]).toEqual(['content', 'text/x', '1', '1']);
    expect((await client.send({ method: 'GET', bucket, query: { cors: '' } })).text).toBe(cors);
    const complete = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
    expect(
      (await client.send({ method: 'POST', bucket, key: 'm', query: { uploadId }, body: complete })).status,
    ).toBe(200);
    expect((await get(client, 'm')).text).toBe('part');
    const versions = await client.send({ method: 'GET', bucket: 'second', query: { versions: '' } });
    expect(versions.tags('IsLatest')).toEqual(['true', 'false', 'false']);
    expect((await client.send({ method: 'GET', bucket: 'second', key: 'v' })).status).toBe(404);
  });

  it('drops a torn last line and refuses a damaged one in the middle', async () => {
    const first = await start();
    await put(first.client, 'a', '1');
    await put(first.client, 'b', '2');
    await first.server.close();
    const journal = join(first.dir, 'journal.ndjson');
    const whole = readFileSync(journal);
    appendFileSync(journal, '0badc0de {"op":"object","bucket":"files","key":"to');
    const second = await start({ dir: first.dir });
    expect((await get(second.client, 'b')).text).toBe('2');
    await put(second.client, 'c', '3');
    await second.server.close();
    const third = await start({ dir: first.dir });
    expect((await get(third.client, 'c')).text).toBe('3');
    await third.server.close();
    const damaged = Buffer.from(whole);
    damaged[40] = damaged[40]! ^ 1;
    writeFileSync(journal, damaged);
    expect(() => createS3Server({ ...keys, dir: first.dir })).toThrow(/damaged at byte/);
  });

  it('belongs to one server, also within a process', async () => {
    const { dir, server } = await start();
    expect(() => createS3Server({ ...keys, dir })).toThrow(/in use by another S3 server/);
    await server.close();
    writeFileSync(join(dir, 'lock'), '4194304999 0\n'); // a process that cannot exist
    await start({ dir });
  });

  it('frees the bytes of what was replaced, deleted, aborted or refused', async () => {
    const { client, dir, server } = await start();
    for (let n = 0; n < 3; n++) await put(client, 'a', bytes(1000, n + 1));
    await put(client, 'b', 'x');
    await client.send({ method: 'DELETE', bucket, key: 'b' });
    await put(client, 'c', 'x', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' });
    const uploadId =
      (await client.send({ method: 'POST', bucket, key: 'm', query: { uploads: '' } })).tag('UploadId') ?? '';
    await client.send({
      method: 'PUT',
      bucket,
      key: 'm',
      query: { partNumber: '1', uploadId },
      body: 'part',
    });
    await client.send({ method: 'DELETE', bucket, key: 'm', query: { uploadId } });
    await client.send({
      method: 'PUT',
      bucket,
      key: 'copy',
      headers: { 'x-amz-copy-source': `/${bucket}/a` },
    });
    await client.send({ method: 'DELETE', bucket, key: 'a' });
    expect((await get(client, 'copy')).body.equals(bytes(1000, 3))).toBe(true);
    await server.close();
    expect(blobCount(dir)).toBe(1);
    expect(readdirSync(join(dir, 'arriving'))).toEqual([]);
  });

  it('rewrites a journal that is mostly about things gone', async () => {
    const first = await start();
    const tag = 'x'.repeat(1500);
    let left = 1100;
    const writer = async () => {
      while (left-- > 0) await put(first.client, 'same', 'x', { 'x-amz-meta-a': tag });
    };
    await Promise.all(Array.from({ length: 16 }, writer));
    await put(first.client, 'other', 'y');
    await first.server.close();
    const journal = join(first.dir, 'journal.ndjson');
    expect(readFileSync(journal).length).toBeGreaterThan(1_500_000);
    const second = await start({ dir: first.dir });
    expect(readFileSync(journal).length).toBeLessThan(10_000);
    expect([(await get(second.client, 'same')).text, (await get(second.client, 'other')).text]).toEqual([
      'x',
      'y',
    ]);
  }, 60_000);
});

describe('connections', () => {
  it('deliver the refusal of a large body instead of a broken pipe', async () => {
    const { client } = await start();
    const wrong = client.presign({ method: 'PUT', bucket, key: 'x', secretAccessKey: 'wrong' });
    const response = await client.use(wrong, { body: Buffer.alloc(32 * 1024 * 1024) });
    expect([response.status, response.tag('Code')]).toEqual([403, 'SignatureDoesNotMatch']);
    const refused = await client.send({
      method: 'PUT',
      bucket,
      key: 'x',
      body: Buffer.alloc(32 * 1024 * 1024),
      unsignedHeaders: { 'x-amz-acl': 'private' },
    });
    expect(refused.status).toBe(403);
    const empty = await client.send({
      method: 'GET',
      bucket,
      query: { 'list-type': '2', 'continuation-token': '' },
    });
    expect([empty.status, empty.tag('Code')]).toEqual([400, 'InvalidArgument']);
  });

  it('survive requests that are not HTTP', async () => {
    const { client, server } = await start();
    const { port } = new URL(server.url);
    for (const text of [
      '\x16\x03\x01garbage\r\n\r\n',
      'GET\r\n\r\n',
      `GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n`,
      `PUT /${bucket}/a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      socket.write(text);
      socket.end();
      await once(socket, 'close');
    }
    expect((await put(client, 'alive', 'x')).status).toBe(200);
  });

  it('address buckets as a host name, too', async () => {
    const { client, server } = await start();
    await put(client, 'a', 'by path');
    const { port } = new URL(server.url);
    const virtual = createRawClient({ ...keys, endpoint: server.url, region: server.region });
    // Signed for the host that the request names.
    const host = `${bucket}.localhost:${port}`;
    const signed = virtual.presign({ method: 'GET', bucket: 'a', headers: {} });
    const response = await virtual.raw({ method: 'GET', target: signed.target, headers: { host } });
    expect([response.status, response.tag('Resource')]).toEqual([403, '/a']);
  });
});

describe('credentials', () => {
  it('that may only write neither read, list, copy nor delete', async () => {
    const uploader = {
      accessKeyId: 'upload-key',
      secretAccessKey: 'upload-secret',
      access: 'write' as const,
    };
    const { client } = await start({ credentials: [uploader] });
    await put(client, 'secret', 'secret');
    const own = { accessKeyId: uploader.accessKeyId, secretAccessKey: uploader.secretAccessKey };
    expect((await client.send({ method: 'PUT', bucket, key: 'x', body: 'x', ...own })).status).toBe(200);
    const copy = { 'x-amz-copy-source': `/${bucket}/secret` };
    const calls = [
      { method: 'GET', bucket, key: 'secret' },
      { method: 'HEAD', bucket, key: 'secret' },
      { method: 'GET', bucket },
      { method: 'DELETE', bucket, key: 'secret' },
      { method: 'PUT', bucket, key: 'y', headers: copy },
      { method: 'DELETE', bucket },
    ];
    for (const call of calls)
      expect((await client.send({ ...call, ...own })).status, `${call.method} ${call.key}`).toBe(403);
  });
});

describe('a bucket policy', () => {
  it('is refused when it has a condition that the server would not apply', async () => {
    const { client } = await start();
    const policyWith = (Condition: object) =>
      JSON.stringify({
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition }],
      });
    const putPolicy = (Condition: object) =>
      client.send({ method: 'PUT', bucket, query: { policy: '' }, body: policyWith(Condition) });
    const refused = await putPolicy({ NumericGreaterThan: { 's3:signatureAge': '1000' } });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('NumericGreaterThan');
    expect((await putPolicy({ StringEquals: { 's3:x-amz-acl': 'public-read' } })).status).toBe(204);
    expect((await put(client, 'x', 'x', { 'x-amz-acl': 'public-read' })).status).toBe(403);
  });
});

describe('lifecycle and events', () => {
  it('expire objects and abort uploads by the clock of the server', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const { client, server } = await start({ clock: () => new Date(now) });
    const body =
      '<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter><Prefix>incoming/</Prefix></Filter><Expiration><Days>2</Days></Expiration></Rule>' +
      '<Rule><Status>Enabled</Status><Filter><Prefix/></Filter><AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>';
    expect((await client.send({ method: 'PUT', bucket, query: { lifecycle: '' }, body })).status).toBe(200);
    await put(client, 'incoming/a', 'x');
    await put(client, 'files/a', 'x');
    await client.send({ method: 'POST', bucket, key: 'm', query: { uploads: '' } });
    expect(await server.runLifecycle()).toEqual({ expired: 0, aborted: 0 });
    now += 25 * 3_600_000;
    expect(await server.runLifecycle()).toEqual({ expired: 0, aborted: 1 });
    now += 24 * 3_600_000;
    expect(await server.runLifecycle()).toEqual({ expired: 1, aborted: 0 });
    expect([(await get(client, 'incoming/a')).status, (await get(client, 'files/a')).status]).toEqual([
      404, 200,
    ]);
  });

  it('push bucket notifications by HTTP', async () => {
    const messages: { Records: { eventName: string; s3: { object: { key: string } } }[] }[] = [];
    let arrived = () => {};
    const receiver = createServer((req, res) => {
      const pieces: Buffer[] = [];
      req.on('data', (piece: Buffer) => pieces.push(piece));
      req.on('end', () => {
        messages.push(JSON.parse(Buffer.concat(pieces).toString()));
        res.end();
        arrived();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    undo.push(() => void receiver.close());
    const { client } = await start();
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
    const body = `<NotificationConfiguration><TopicConfiguration><Topic>${target}</Topic><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>in/</Value></FilterRule></S3Key></Filter></TopicConfiguration></NotificationConfiguration>`;
    await client.send({ method: 'PUT', bucket, query: { notification: '' }, body });
    const two = new Promise<void>((resolve) => {
      arrived = () => messages.length === 2 && resolve();
    });
    await put(client, 'out/x', 'x');
    await put(client, 'in/a b', 'x');
    await client.send({ method: 'DELETE', bucket, key: 'in/a b' });
    await client.postForm(bucket, client.signPolicy({ bucket, key: 'in/post' }), 'x');
    await two;
    const seen = messages.map(({ Records: [record] }) => [record?.eventName, record?.s3.object.key]).sort();
    expect(seen).toEqual([
      ['ObjectCreated:Post', 'in/post'],
      ['ObjectCreated:Put', 'in/a+b'],
    ]);
  });
});
