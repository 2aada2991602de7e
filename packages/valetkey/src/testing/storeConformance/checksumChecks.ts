import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, checksumElement, createDigest } from '../s3/checksums.ts';
import {
  bytes,
  type ConformanceCheck,
  check,
  ensure,
  equal,
  expectContent,
  expectMissing,
  expectStatus,
  get,
  head,
  put,
} from './ConformanceContext.ts';
import { abort, complete, createUpload, type UploadedPart } from './multipartChecks.ts';

const mode = { 'x-amz-checksum-mode': 'ENABLED' };

const sum = (algorithm: ChecksumAlgorithm, data: Buffer | string): string => {
  const digest = createDigest(algorithm);
  digest.update(Buffer.from(data));
  return digest.digest().toString('base64');
};

/** Values for `123456789`, from the catalogues of CRC algorithms and the SHA standards, so that our own code is not its own judge. */
const known: Record<ChecksumAlgorithm, string> = {
  crc32: 'y/Q5Jg==',
  crc32c: '4waSgw==',
  crc64nvme: 'rosUhgp5mIg=',
  sha1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
  sha256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
};

const singleChecks = (Object.keys(known) as ChecksumAlgorithm[]).map((algorithm) =>
  check(
    `K-${algorithm}`,
    'M',
    `x-amz-checksum-${algorithm}: right is kept and returned, wrong is 400 and not stored`,
    async (context) => {
      const name = `x-amz-checksum-${algorithm}`;
      const key = `K-${algorithm}/x`;
      await put(context, key, '123456789', { [name]: known[algorithm] });
      equal((await head(context, key, mode)).headers[name], known[algorithm], 'checksum of HEAD');
      const { client, bucket } = context;
      const wrong = { [name]: sum(algorithm, 'other') };
      const missing = `K-${algorithm}/y`;
      expectStatus(
        await client.send({ method: 'PUT', bucket, key: missing, body: '123456789', headers: wrong }),
        400,
      );
      await expectMissing(context, missing);
      expectStatus(
        await client.send({ method: 'PUT', bucket, key: missing, body: 'x', headers: { [name]: 'AA' } }),
        400,
      );
    },
  ),
);

const trailerChecks = (['crc32', 'crc64nvme', 'sha256'] as const).map((algorithm) =>
  check(
    `K05-${algorithm}`,
    'M',
    `a trailer with ${algorithm}: right 200, wrong 400 and not stored`,
    async (context) => {
      const { client, bucket } = context;
      const body = bytes(150_000, 5);
      const send = (key: string, value: string) =>
        client.sendChunks({
          method: 'PUT',
          bucket,
          key,
          body,
          form: 'unsignedTrailer',
          trailers: { [`x-amz-checksum-${algorithm}`]: value },
        });
      expectStatus(await send(`K05-${algorithm}/x`, sum(algorithm, body)), 200);
      await expectContent(context, `K05-${algorithm}/x`, body);
      expectStatus(await send(`K05-${algorithm}/y`, sum(algorithm, 'other')), 400);
      await expectMissing(context, `K05-${algorithm}/y`);
    },
  ),
);

export const checksumChecks: readonly ConformanceCheck[] = [
  ...singleChecks,
  check('K02', 'M', 'Content-MD5: wrong is 400 BadDigest, malformed 400 InvalidDigest', async (context) => {
    const { client, bucket } = context;
    const send = (value: string) =>
      client.send({ method: 'PUT', bucket, key: 'K02/x', body: 'x', headers: { 'content-md5': value } });
    expectStatus(await send(createHash('md5').update('y').digest('base64')), 400, 'BadDigest');
    expectStatus(await send('not-base64'), 400, 'InvalidDigest');
    await expectMissing(context, 'K02/x');
    expectStatus(await send(createHash('md5').update('x').digest('base64')), 200);
  }),
  check('K03', 'M', 'a PUT with a checksum header, as SDKs send it by default', async (context) => {
    const body = bytes(10_000, 3);
    const headers = { 'x-amz-checksum-crc32': sum('crc32', body), 'x-amz-sdk-checksum-algorithm': 'CRC32' };
    await put(context, 'K03/x', body, headers);
    await expectContent(context, 'K03/x', body);
  }),
  check(
    'K04',
    'M',
    'a stream as SDKs send it by default: aws-chunked, trailing checksum, stored unframed',
    async (context) => {
      const { client, bucket } = context;
      const body = bytes(300_000, 4);
      for (const form of ['unsignedTrailer', 'signedTrailer'] as const) {
        const trailers = { 'x-amz-checksum-crc32': sum('crc32', body) };
        expectStatus(
          await client.sendChunks({
            method: 'PUT',
            bucket,
            key: `K04/${form}`,
            body,
            form,
            trailers,
            chunkSize: 65_536,
          }),
          200,
        );
        await expectContent(context, `K04/${form}`, body);
      }
    },
  ),
  ...trailerChecks,
  check(
    'K05-decoded',
    'N',
    'x-amz-decoded-content-length that disagrees with the chunks is refused',
    async (context) => {
      const { client, bucket } = context;
      const trailers = { 'x-amz-checksum-crc32': sum('crc32', '12345') };
      for (const decodedLength of [4, 6]) {
        const request = {
          method: 'PUT',
          bucket,
          key: 'K05d/x',
          body: '12345',
          form: 'unsignedTrailer' as const,
          trailers,
          decodedLength,
        };
        expectStatus(await client.sendChunks(request), [400, 411]);
      }
      await expectMissing(context, 'K05d/x');
    },
  ),
  check(
    'K06',
    'M',
    'presigned PUT with a signed checksum header: other bytes of the same length are 400',
    async (context) => {
      const { client, bucket } = context;
      const headers = { 'x-amz-checksum-sha256': sum('sha256', 'right') };
      const signed = client.presign({ method: 'PUT', bucket, key: 'K06/x', headers });
      expectStatus(await client.use(signed, { body: 'wrong' }), 400);
      expectStatus(await client.raw({ method: 'PUT', target: signed.target, body: 'right' }), 403);
      await expectMissing(context, 'K06/x');
      expectStatus(await client.use(signed, { body: 'right' }), 200);
    },
  ),
  check('K06q', 'N', 'presigned PUT with the checksum in the query: other bytes are 400', async (context) => {
    const { client, bucket } = context;
    const query = { 'x-amz-checksum-sha256': sum('sha256', 'right') };
    const signed = client.presign({ method: 'PUT', bucket, key: 'K06q/x', query });
    expectStatus(await client.use(signed, { body: 'wrong' }), 400);
    await expectMissing(context, 'K06q/x');
    expectStatus(await client.use(signed, { body: 'right' }), 200);
  }),
  check(
    'K07',
    'M',
    'multipart with SHA-256: Complete and HEAD give the composite checksum',
    async (context) => {
      const key = 'K07/x';
      const bodies = [bytes(5 * 1024 * 1024, 71), bytes(100, 72)];
      const uploadId = await createUpload(context, key, { 'x-amz-checksum-algorithm': 'SHA256' });
      const parts = await sendParts(context, key, uploadId, bodies, 'sha256');
      const answer = expectStatus(await complete(context, key, uploadId, parts), 200);
      const inner = Buffer.concat(bodies.map((body) => createHash('sha256').update(body).digest()));
      const expected = `${createHash('sha256').update(inner).digest('base64')}-2`;
      equal(answer.tag('ChecksumSHA256'), expected, 'checksum of Complete');
      const { headers } = await head(context, key, mode);
      equal(
        [headers['x-amz-checksum-sha256'], headers['x-amz-checksum-type']],
        [expected, 'COMPOSITE'],
        'checksum of HEAD',
      );
    },
  ),
  check(
    'K08',
    'M',
    'multipart with CRC-64/NVME over the whole object; a wrong value in Complete is 400',
    async (context) => {
      const key = 'K08/x';
      const bodies = [bytes(5 * 1024 * 1024, 81), bytes(12_345, 82)];
      const uploadId = await createUpload(context, key, {
        'x-amz-checksum-algorithm': 'CRC64NVME',
        'x-amz-checksum-type': 'FULL_OBJECT',
      });
      const parts = await sendParts(context, key, uploadId, bodies, 'crc64nvme');
      const headers = { 'x-amz-checksum-type': 'FULL_OBJECT' };
      const wrong = { ...headers, 'x-amz-checksum-crc64nvme': sum('crc64nvme', 'other') };
      expectStatus(await complete(context, key, uploadId, parts, wrong), 400);
      const expected = sum('crc64nvme', Buffer.concat(bodies));
      const answer = await complete(context, key, uploadId, parts, {
        ...headers,
        'x-amz-checksum-crc64nvme': expected,
      });
      equal(expectStatus(answer, 200).tag('ChecksumCRC64NVME'), expected, 'checksum of Complete');
      equal(
        (await head(context, key, mode)).headers['x-amz-checksum-crc64nvme'],
        expected,
        'checksum of HEAD',
      );
    },
  ),
  check('K08b', 'N', 'multipart with CRC-32 over the whole object', async (context) => {
    const key = 'K08b/x';
    const bodies = [bytes(5 * 1024 * 1024, 83), bytes(54_321, 84)];
    const uploadId = await createUpload(context, key, {
      'x-amz-checksum-algorithm': 'CRC32',
      'x-amz-checksum-type': 'FULL_OBJECT',
    });
    const parts = await sendParts(context, key, uploadId, bodies, 'crc32');
    expectStatus(await complete(context, key, uploadId, parts), 200);
    equal(
      (await head(context, key, mode)).headers['x-amz-checksum-crc32'],
      sum('crc32', Buffer.concat(bodies)),
      'checksum of HEAD',
    );
  }),
  check('K09', 'M', 'UploadPart with a wrong checksum is 400', async (context) => {
    const { client, bucket } = context;
    const key = 'K09/x';
    const uploadId = await createUpload(context, key, { 'x-amz-checksum-algorithm': 'SHA256' });
    const request = { method: 'PUT', bucket, key, query: { partNumber: '1', uploadId }, body: 'x' };
    expectStatus(
      await client.send({ ...request, headers: { 'x-amz-checksum-sha256': sum('sha256', 'y') } }),
      400,
    );
    const list = await client.send({ method: 'GET', bucket, key, query: { uploadId } });
    equal(expectStatus(list, 200).tags('PartNumber'), [], 'parts');
    await abort(context, key, uploadId);
  }),
  check('K10', 'N', 'GetObjectAttributes: ETag, checksum, size, parts', async (context) => {
    const { client, bucket } = context;
    const key = 'K10/x';
    const bodies = [bytes(5 * 1024 * 1024, 101), bytes(10, 102)];
    const uploadId = await createUpload(context, key, { 'x-amz-checksum-algorithm': 'CRC32' });
    expectStatus(
      await complete(context, key, uploadId, await sendParts(context, key, uploadId, bodies, 'crc32')),
      200,
    );
    const headers = { 'x-amz-object-attributes': 'ETag,Checksum,ObjectSize,ObjectParts' };
    const response = expectStatus(
      await client.send({ method: 'GET', bucket, key, query: { attributes: '' }, headers }),
      200,
    );
    equal(response.tag('ObjectSize'), String(5 * 1024 * 1024 + 10), 'size');
    ensure(/-2$/.test(response.tag('ETag') ?? ''), 'ETag');
    ensure(response.tag('ChecksumCRC32'), 'checksum');
    equal(response.tag('PartsCount'), '2', 'number of parts');
  }),
  check(
    'K11',
    'N',
    'GET with checksum mode returns the checksum; a range does not carry the whole one',
    async (context) => {
      const { client, bucket } = context;
      await put(context, 'K11/x', '123456789', { 'x-amz-checksum-crc32': known.crc32 });
      const whole = expectStatus(
        await client.send({ method: 'GET', bucket, key: 'K11/x', headers: mode }),
        200,
      );
      equal(whole.headers['x-amz-checksum-crc32'], known.crc32, 'checksum');
      const part = await client.send({
        method: 'GET',
        bucket,
        key: 'K11/x',
        headers: { ...mode, range: 'bytes=0-3' },
      });
      equal(expectStatus(part, 206).headers['x-amz-checksum-crc32'], undefined, 'checksum of a range');
      equal(
        (await get(context, 'K11/x')).headers['x-amz-checksum-crc32'],
        undefined,
        'checksum without asking',
      );
    },
  ),
];

async function sendParts(
  context: Parameters<ConformanceCheck['run']>[0],
  key: string,
  uploadId: string,
  bodies: Buffer[],
  algorithm: ChecksumAlgorithm,
): Promise<UploadedPart[]> {
  const { client, bucket } = context;
  return Promise.all(
    bodies.map(async (body, index) => {
      const value = sum(algorithm, body);
      const request = {
        method: 'PUT',
        bucket,
        key,
        query: { partNumber: String(index + 1), uploadId },
        body,
      };
      const response = await client.send({ ...request, headers: { [`x-amz-checksum-${algorithm}`]: value } });
      const etag = expectStatus(response, 200).headers.etag ?? '';
      return {
        partNumber: index + 1,
        etag,
        checksum: [checksumElement(algorithm), value] as [string, string],
      };
    }),
  );
}
