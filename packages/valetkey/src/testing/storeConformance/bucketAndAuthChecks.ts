import { sha256Hex } from '../s3/sigV4.ts';
import {
  bytes,
  type ConformanceCheck,
  check,
  ensure,
  equal,
  expectContent,
  expectMissing,
  expectRefused,
  expectStatus,
  get,
  put,
} from './ConformanceContext.ts';

const minute = 60_000;

export const bucketAndAuthChecks: readonly ConformanceCheck[] = [
  check('B01', 'M', 'CreateBucket and HeadBucket: 200, 404, wrong key 403', async (context) => {
    const { client } = context;
    const bucket = await context.newBucket();
    expectStatus(await client.send({ method: 'HEAD', bucket }), 200);
    expectStatus(await client.send({ method: 'HEAD', bucket: `${bucket}-none` }), 404);
    expectStatus(await client.send({ method: 'HEAD', bucket, secretAccessKey: 'wrong' }), 403);
  }),
  check(
    'B02',
    'N',
    'ListBuckets; DeleteBucket of a bucket in use 409, of an empty one 204',
    async (context) => {
      const { client } = context;
      const bucket = await context.newBucket();
      ensure(
        expectStatus(await client.send({ method: 'GET' }), 200)
          .tags('Name')
          .includes(bucket),
        'ListBuckets lacks the bucket',
      );
      expectStatus(await client.send({ method: 'PUT', bucket, key: 'a', body: '1' }), 200);
      expectStatus(await client.send({ method: 'DELETE', bucket }), 409, 'BucketNotEmpty');
      expectStatus(await client.send({ method: 'DELETE', bucket, key: 'a' }), 204);
      expectStatus(await client.send({ method: 'DELETE', bucket }), 204);
      expectStatus(await client.send({ method: 'HEAD', bucket }), 404);
    },
  ),
  check('A01', 'M', 'presigned PUT and GET round trip', async (context) => {
    const { client, bucket } = context;
    const content = bytes(70_000);
    expectStatus(
      await client.use(client.presign({ method: 'PUT', bucket, key: 'A01/a b.bin' }), { body: content }),
      200,
    );
    const response = await client.use(client.presign({ method: 'GET', bucket, key: 'A01/a b.bin' }));
    ensure(expectStatus(response, 200).body.equals(content), 'other bytes came back');
  }),
  check('A01b', 'M', 'presigned PUT and GET with checksum parameters in the URL', async (context) => {
    const { client, bucket } = context;
    const key = 'A01b/x';
    // The default of an SDK that signs without knowing the body: the checksum of nothing.
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' };
    expectStatus(
      await client.use(client.presign({ method: 'PUT', bucket, key, query }), { body: 'hello' }),
      400,
    );
    await expectMissing(context, key);
    const right = { ...query, 'x-amz-checksum-crc32': 'NhCmhg==' };
    expectStatus(
      await client.use(client.presign({ method: 'PUT', bucket, key, query: right }), { body: 'hello' }),
      200,
    );
    const mode = { 'x-amz-checksum-mode': 'ENABLED' };
    const response = await client.use(client.presign({ method: 'GET', bucket, key, query: mode }));
    equal(expectStatus(response, 200).headers['x-amz-checksum-crc32'], 'NhCmhg==', 'checksum of GET');
  }),
  check(
    'A03',
    'M',
    'a changed signature is 403 SignatureDoesNotMatch and nothing is stored',
    async (context) => {
      const { client, bucket } = context;
      const signed = client.presign({ method: 'PUT', bucket, key: 'A03/x' });
      const last = signed.target.at(-1) === '0' ? '1' : '0';
      const tampered = { ...signed, target: signed.target.slice(0, -1) + last };
      expectStatus(await client.use(tampered, { body: 'x' }), 403, 'SignatureDoesNotMatch');
      await expectMissing(context, 'A03/x');
    },
  ),
  check('A04', 'M', 'a presigned URL used with another key, bucket or method is 403', async (context) => {
    const { client, bucket, otherBucket } = context;
    const signed = client.presign({ method: 'PUT', bucket, key: 'A04/x' });
    const other = (from: string, to: string) => ({ ...signed, target: signed.target.replace(from, to) });
    expectStatus(await client.use(other('A04/x', 'A04/y'), { body: 'x' }), 403, 'SignatureDoesNotMatch');
    expectStatus(
      await client.use(other(`/${bucket}/`, `/${otherBucket}/`), { body: 'x' }),
      403,
      'SignatureDoesNotMatch',
    );
    // A server may refuse the method before it looks at the signature.
    for (const method of ['GET', 'DELETE', 'POST'])
      expectStatus(await client.use({ ...signed, method }), method === 'POST' ? [403, 405, 501] : 403);
    await expectMissing(context, 'A04/y');
  }),
  check('A05', 'M', 'a wrong secret is 403 SignatureDoesNotMatch', async ({ client, bucket }) => {
    const signed = client.presign({ method: 'PUT', bucket, key: 'A05/x', secretAccessKey: 'wrong' });
    expectStatus(await client.use(signed, { body: 'x' }), 403, 'SignatureDoesNotMatch');
    expectStatus(
      await client.send({ method: 'GET', bucket, secretAccessKey: 'wrong' }),
      403,
      'SignatureDoesNotMatch',
    );
  }),
  check('A06', 'M', 'an unknown access key is refused and nothing is stored', async (context) => {
    const { client, bucket } = context;
    const signed = client.presign({ method: 'PUT', bucket, key: 'A06/x', accessKeyId: 'AKIANOBODY' });
    expectRefused(await client.use(signed, { body: 'x' }));
    expectRefused(
      await client.send({ method: 'PUT', bucket, key: 'A06/x', body: 'x', accessKeyId: 'AKIANOBODY' }),
    );
    await expectMissing(context, 'A06/x');
  }),
  check('A07', 'M', 'an expired URL is 403', async (context) => {
    const { client, bucket } = context;
    const date = new Date(client.now().getTime() - 2 * minute);
    const signed = client.presign({ method: 'PUT', bucket, key: 'A07/x', date, expiresInSeconds: 60 });
    expectStatus(await client.use(signed, { body: 'x' }), 403, ['AccessDenied', 'ExpiredToken']);
    await expectMissing(context, 'A07/x');
  }),
  check('A07b', 'N', 'a signing date more than 15 minutes ahead is 403', async ({ client, bucket }) => {
    const date = new Date(client.now().getTime() + 20 * minute);
    expectStatus(
      await client.use(client.presign({ method: 'PUT', bucket, key: 'A07b/x', date }), { body: 'x' }),
      403,
    );
  }),
  check('A08', 'N', 'X-Amz-Expires above seven days is refused', async ({ client, bucket }) => {
    const signed = client.presign({ method: 'PUT', bucket, key: 'A08/x', expiresInSeconds: 604_801 });
    expectRefused(await client.use(signed, { body: 'x' }));
  }),
  check('A09', 'M', 'a parameter added after signing is 403', async (context) => {
    const { client, bucket } = context;
    await put(context, 'A09/x', 'x');
    const signed = client.presign({ method: 'GET', bucket, key: 'A09/x' });
    for (const more of [
      'response-content-disposition=inline',
      'response-content-type=text%2Fhtml',
      'versionId=null',
    ]) {
      expectStatus(
        await client.use({ ...signed, target: `${signed.target}&${more}` }),
        403,
        'SignatureDoesNotMatch',
      );
    }
    const written = client.presign({ method: 'PUT', bucket, key: 'A09/y' });
    for (const more of ['uploads', 'partNumber=1&uploadId=x']) {
      const target = `${written.target}&${more}`;
      expectStatus(await client.use({ ...written, target }, { body: 'x' }), [403, 405, 501]);
    }
    await expectMissing(context, 'A09/y');
  }),
  check('A10', 'M', 'a signed Content-Type is enforced', async (context) => {
    const { client, bucket } = context;
    const signed = client.presign({
      method: 'PUT',
      bucket,
      key: 'A10/x',
      headers: { 'content-type': 'image/png' },
    });
    expectStatus(
      await client.use(signed, { body: 'x', headers: { 'content-type': 'text/html' } }),
      403,
      'SignatureDoesNotMatch',
    );
    expectStatus(await client.raw({ method: 'PUT', target: signed.target, body: 'x' }), 403);
    expectStatus(await client.use(signed, { body: 'x' }), 200);
    equal((await get(context, 'A10/x')).headers['content-type'], 'image/png', 'content-type');
  }),
  check(
    'A11',
    'M',
    'a signed Content-Length is enforced: longer and shorter bodies are refused',
    async (context) => {
      const { client, bucket } = context;
      const signed = client.presign({
        method: 'PUT',
        bucket,
        key: 'A11/x',
        headers: { 'content-length': '5' },
      });
      const send = (body: string) =>
        client.use(signed, { body, headers: { 'content-length': String(body.length) } });
      expectStatus(await send('123456'), 403);
      expectStatus(await send('1234'), 403);
      await expectMissing(context, 'A11/x');
      expectStatus(await send('12345'), 200);
    },
  ),
  check(
    'A11b',
    'M',
    'a signed Content-Length cannot be passed by with Transfer-Encoding: chunked',
    async (context) => {
      const { client, bucket } = context;
      const { method, target } = client.presign({
        method: 'PUT',
        bucket,
        key: 'A11b/x',
        headers: { 'content-length': '5' },
      });
      expectRefused(await client.raw({ method, target, body: '1234567', chunked: true }));
      const both = client.raw({
        method,
        target,
        body: '1234567',
        chunked: true,
        headers: { 'content-length': '5' },
      });
      const answer = await both.catch(() => null); // a server may just hang up on such a request
      if (answer) expectRefused(answer);
      await expectMissing(context, 'A11b/x');
    },
  ),
  check('A11c', 'M', 'a connection that breaks in the body leaves no object', async (context) => {
    const { client, bucket } = context;
    const signed = client.presign({ method: 'PUT', bucket, key: 'A11c/x' });
    await client.use(signed, { body: bytes(65_536), cutAt: { announced: 1_048_576 } }).catch(() => {});
    await expectMissing(context, 'A11c/x');
  }),
  check('A11d', 'M', 'a connection that breaks in an overwrite keeps the old object', async (context) => {
    const { client, bucket } = context;
    await put(context, 'A11d/x', 'old');
    const signed = client.presign({ method: 'PUT', bucket, key: 'A11d/x' });
    await client.use(signed, { body: bytes(65_536), cutAt: { announced: 1_048_576 } }).catch(() => {});
    await expectContent(context, 'A11d/x', 'old');
  }),
  check('A12', 'M', 'signed x-amz-meta-* is enforced: missing or different is 403', async (context) => {
    const { client, bucket } = context;
    const signed = client.presign({
      method: 'PUT',
      bucket,
      key: 'A12/x',
      headers: { 'x-amz-meta-owner': 'alice' },
    });
    expectStatus(await client.raw({ method: 'PUT', target: signed.target, body: 'x' }), 403);
    expectStatus(await client.use(signed, { body: 'x', headers: { 'x-amz-meta-owner': 'bob' } }), 403);
    expectStatus(await client.use(signed, { body: 'x' }), 200);
    equal((await get(context, 'A12/x')).headers['x-amz-meta-owner'], 'alice', 'metadata');
  }),
  check('A13', 'M', 'an unsigned x-amz-* header on a presigned request is refused', async (context) => {
    const { client, bucket } = context;
    await put(context, 'A13/secret', 'secret');
    const signed = client.presign({ method: 'PUT', bucket, key: 'A13/x' });
    const headers: [string, string][] = [
      ['x-amz-copy-source', `/${bucket}/A13/secret`],
      ['x-amz-acl', 'public-read'],
      ['x-amz-grant-read', 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'],
      ['x-amz-tagging', 'scan=clean'],
      ['x-amz-storage-class', 'GLACIER'],
      ['x-amz-object-lock-mode', 'COMPLIANCE'],
      ['x-amz-website-redirect-location', 'https://example.com/'],
      ['x-amz-server-side-encryption', 'AES256'],
      ['x-amz-meta-owner', 'other-user'],
      ['x-amz-meta-snowball-auto-extract', 'true'],
    ];
    for (const [name, value] of headers) {
      const body = name === 'x-amz-copy-source' ? '' : 'x';
      expectStatus(await client.use(signed, { body, headers: { [name]: value } }), [400, 403]);
      await expectMissing(context, 'A13/x');
    }
  }),
  check(
    'A14',
    'M',
    'anonymous GET, PUT, DELETE, LIST, multi-delete and bucket creation are refused',
    async (context) => {
      const { client, bucket } = context;
      await put(context, 'A14/x', 'x');
      const calls: [string, string, string?][] = [
        ['GET', `/${bucket}/A14/x`],
        ['PUT', `/${bucket}/A14/y`, 'y'],
        ['DELETE', `/${bucket}/A14/x`],
        ['GET', `/${bucket}?list-type=2`],
        ['POST', `/${bucket}?delete`, '<Delete><Object><Key>A14/x</Key></Object></Delete>'],
        ['PUT', '/a14-anonymous-bucket'],
        ['POST', `/${bucket}/A14/y?uploads`],
      ];
      for (const [method, target, body] of calls)
        expectRefused(await client.raw({ method, target, ...(body && { body }) }));
      // Ceph lists the buckets of nobody, which are none.
      const buckets = await client.raw({ method: 'GET', target: '/' });
      if (buckets.status === 200) equal(buckets.tags('Name'), [], 'buckets that anybody sees');
      else expectRefused(buckets);
      await expectContent(context, 'A14/x', 'x');
      await expectMissing(context, 'A14/y');
    },
  ),
  check(
    'A15',
    'M',
    'a body that differs from x-amz-content-sha256 is 400 and not stored',
    async (context) => {
      const { client, bucket } = context;
      const request = { method: 'PUT', bucket, key: 'A15/x', body: 'other', payloadHash: sha256Hex('this') };
      expectStatus(await client.send(request), 400, ['XAmzContentSHA256Mismatch', 'BadDigest']);
      await expectMissing(context, 'A15/x');
    },
  ),
  check(
    'A16',
    'M',
    'a header-signed request 16 minutes off is 403 RequestTimeTooSkewed',
    async ({ client, bucket }) => {
      for (const offset of [-16, 16]) {
        const date = new Date(client.now().getTime() + offset * minute);
        expectStatus(await client.send({ method: 'GET', bucket, date }), 403, 'RequestTimeTooSkewed');
      }
    },
  ),
  check('A17', 'M', 'a changed signed header or signature is 403', async (context) => {
    const { client, bucket } = context;
    const request = { method: 'PUT', bucket, key: 'A17/x', body: 'x', headers: { 'x-amz-meta-a': '1' } };
    expectStatus(
      await client.send({ ...request, unsignedHeaders: { 'x-amz-meta-a': '2' } }),
      403,
      'SignatureDoesNotMatch',
    );
    expectStatus(
      await client.send({
        ...request,
        tamper: (text) => text.slice(0, -4) + (text.endsWith('0000') ? '1111' : '0000'),
      }),
      403,
    );
    await expectMissing(context, 'A17/x');
  }),
  check('A18', 'N', 'header values with spaces and commas are canonicalised', async (context) => {
    const { client, bucket } = context;
    const headers = { 'x-amz-meta-a': 'one  two   three', 'x-amz-meta-b': 'a,b, c', 'x-amz-meta-c': 'plain' };
    expectStatus(await client.send({ method: 'PUT', bucket, key: 'A18/x', body: 'x', headers }), 200);
    const { headers: stored } = await get(context, 'A18/x');
    equal(stored['x-amz-meta-b'], 'a,b, c', 'metadata with commas');
  }),
  check(
    'A19',
    'N',
    'a presigned listing with space, plus, slash and unicode in its prefix',
    async (context) => {
      const { client, bucket } = context;
      const prefix = 'A19/a b+c/ü€';
      await put(context, `${prefix}/x`, 'x');
      const signed = client.presign({ method: 'GET', bucket, query: { 'list-type': '2', prefix } });
      equal(expectStatus(await client.use(signed), 200).tags('Key'), [`${prefix}/x`], 'keys');
    },
  ),
  check(
    'A20',
    'M',
    'aws-chunked with signed chunks: stored unframed; a changed chunk is 403',
    async (context) => {
      const { client, bucket } = context;
      const body = bytes(200_000);
      expectStatus(
        await client.sendChunks({ method: 'PUT', bucket, key: 'A20/x', body, form: 'signed' }),
        200,
      );
      const stored = await expectContent(context, 'A20/x', body);
      ensure(
        !/aws-chunked/.test(stored.headers['content-encoding'] ?? ''),
        'aws-chunked stayed as content-encoding',
      );
      const tamperBody = (framed: Buffer) => {
        const copy = Buffer.from(framed);
        copy[100_000] = copy[100_000]! ^ 1;
        return copy;
      };
      expectStatus(
        await client.sendChunks({ method: 'PUT', bucket, key: 'A20/y', body, form: 'signed', tamperBody }),
        403,
      );
      await expectMissing(context, 'A20/y');
    },
  ),
];
