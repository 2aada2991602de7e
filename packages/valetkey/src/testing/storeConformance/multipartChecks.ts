import { createHash } from 'node:crypto';
import {
  bytes,
  type ConformanceCheck,
  type ConformanceContext,
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

const mebibyte = 1024 * 1024;

export type UploadedPart = { partNumber: number; etag: string; checksum?: [element: string, value: string] };

export async function createUpload(
  context: ConformanceContext,
  key: string,
  headers?: Record<string, string>,
): Promise<string> {
  const request = {
    method: 'POST',
    bucket: context.bucket,
    key,
    query: { uploads: '' },
    ...(headers && { headers }),
  };
  const uploadId = expectStatus(await context.client.send(request), 200).tag('UploadId');
  ensure(uploadId, 'no UploadId');
  return uploadId;
}

export async function uploadParts(
  context: ConformanceContext,
  key: string,
  uploadId: string,
  bodies: Buffer[],
): Promise<UploadedPart[]> {
  const { client, bucket } = context;
  return Promise.all(
    bodies.map(async (body, index) => {
      const query = { partNumber: String(index + 1), uploadId };
      const response = expectStatus(await client.send({ method: 'PUT', bucket, key, query, body }), 200);
      return { partNumber: index + 1, etag: response.headers.etag ?? '' };
    }),
  );
}

export const partXml = (parts: UploadedPart[]): string =>
  `<CompleteMultipartUpload>${parts
    .map(
      ({ partNumber, etag, checksum }) =>
        `<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag>${checksum ? `<${checksum[0]}>${checksum[1]}</${checksum[0]}>` : ''}</Part>`,
    )
    .join('')}</CompleteMultipartUpload>`;

export const complete = (
  { client, bucket }: ConformanceContext,
  key: string,
  uploadId: string,
  parts: UploadedPart[],
  headers?: Record<string, string>,
) =>
  client.send({
    method: 'POST',
    bucket,
    key,
    query: { uploadId },
    body: partXml(parts),
    ...(headers && { headers }),
  });

export const abort = ({ client, bucket }: ConformanceContext, key: string, uploadId: string) =>
  client.send({ method: 'DELETE', bucket, key, query: { uploadId } });

const md5 = (data: Buffer) => createHash('md5').update(data).digest();

export const multipartChecks: readonly ConformanceCheck[] = [
  check('M01', 'M', 'create, presigned UploadPart, complete: content, type and metadata', async (context) => {
    const { client, bucket } = context;
    const key = 'M01/x';
    const bodies = [bytes(5 * mebibyte, 1), bytes(100, 2)];
    const uploadId = await createUpload(context, key, {
      'content-type': 'video/mp4',
      'x-amz-meta-owner': 'alice',
    });
    const parts: UploadedPart[] = [];
    for (const [index, body] of bodies.entries()) {
      const query = { partNumber: String(index + 1), uploadId };
      const signed = client.presign({
        method: 'PUT',
        bucket,
        key,
        query,
        headers: { 'content-length': String(body.length) },
      });
      const response = expectStatus(await client.use(signed, { body }), 200);
      parts.push({ partNumber: index + 1, etag: response.headers.etag ?? '' });
    }
    expectStatus(await complete(context, key, uploadId, parts), 200);
    const { headers } = await expectContent(context, key, Buffer.concat(bodies));
    equal(
      [headers['content-type'], headers['x-amz-meta-owner']],
      ['video/mp4', 'alice'],
      'type and metadata',
    );
    ensure(/-2"$/.test(headers.etag ?? ''), `ETag ${headers.etag}`);
  }),
  check('M01e', 'N', 'the ETag is the MD5 of the MD5s and the number of parts', async (context) => {
    const key = 'M01e/x';
    const bodies = [bytes(5 * mebibyte, 3), bytes(7, 4)];
    const uploadId = await createUpload(context, key);
    expectStatus(
      await complete(context, key, uploadId, await uploadParts(context, key, uploadId, bodies)),
      200,
    );
    equal(
      (await head(context, key)).headers.etag,
      `"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-2"`,
      'ETag',
    );
  }),
  check('M02', 'M', 'ListParts with numbers, sizes and ETags, page by page', async (context) => {
    const { client, bucket } = context;
    const key = 'M02/x';
    const uploadId = await createUpload(context, key);
    const parts = await uploadParts(
      context,
      key,
      uploadId,
      [1, 2, 3, 4, 5].map((n) => bytes(n * 10, n)),
    );
    const numbers: string[] = [];
    let marker = '0';
    for (let page = 0; page < 3; page++) {
      const query = { uploadId, 'max-parts': '2', 'part-number-marker': marker };
      const response = expectStatus(await client.send({ method: 'GET', bucket, key, query }), 200);
      numbers.push(...response.tags('PartNumber'));
      equal(response.tag('IsTruncated'), String(page < 2), 'IsTruncated');
      equal(
        response.tags('ETag'),
        response.tags('PartNumber').map((n) => parts[Number(n) - 1]?.etag),
        'ETags',
      );
      equal(
        response.tags('Size'),
        response.tags('PartNumber').map((n) => String(Number(n) * 10)),
        'sizes',
      );
      marker = response.tag('NextPartNumberMarker') ?? '';
    }
    equal(numbers, ['1', '2', '3', '4', '5'], 'part numbers');
    await abort(context, key, uploadId);
  }),
  check('M03', 'M', 'Complete with a wrong ETag is 400 InvalidPart and creates nothing', async (context) => {
    const key = 'M03/x';
    const uploadId = await createUpload(context, key);
    await uploadParts(context, key, uploadId, [bytes(10)]);
    expectStatus(
      await complete(context, key, uploadId, [{ partNumber: 1, etag: `"${'0'.repeat(32)}"` }]),
      400,
      'InvalidPart',
    );
    await expectMissing(context, key);
    await abort(context, key, uploadId);
  }),
  check('M03b', 'M', 'Complete naming a part that was never uploaded is 400 InvalidPart', async (context) => {
    const key = 'M03b/x';
    const uploadId = await createUpload(context, key);
    const [part] = await uploadParts(context, key, uploadId, [bytes(5 * mebibyte)]);
    expectStatus(
      await complete(context, key, uploadId, [part!, { ...part!, partNumber: 2 }]),
      400,
      'InvalidPart',
    );
    await abort(context, key, uploadId);
  }),
  check('M04', 'M', 'a part under 5 MiB that is not the last is 400 EntityTooSmall', async (context) => {
    const key = 'M04/x';
    const uploadId = await createUpload(context, key);
    const parts = await uploadParts(context, key, uploadId, [bytes(1000), bytes(1000)]);
    expectStatus(await complete(context, key, uploadId, parts), 400, 'EntityTooSmall');
    await expectMissing(context, key);
    await abort(context, key, uploadId);
  }),
  check('M05', 'N', 'parts out of order are 400 InvalidPartOrder', async (context) => {
    const key = 'M05/x';
    const uploadId = await createUpload(context, key);
    const parts = await uploadParts(context, key, uploadId, [bytes(5 * mebibyte), bytes(10)]);
    expectStatus(await complete(context, key, uploadId, parts.reverse()), 400, 'InvalidPartOrder');
    await abort(context, key, uploadId);
  }),
  check('M06', 'M', 'after Abort, UploadPart and Complete are 404 NoSuchUpload', async (context) => {
    const { client, bucket } = context;
    const key = 'M06/x';
    const uploadId = await createUpload(context, key);
    const parts = await uploadParts(context, key, uploadId, [bytes(10)]);
    expectStatus(await abort(context, key, uploadId), 204);
    const again = await client.send({
      method: 'PUT',
      bucket,
      key,
      query: { partNumber: '1', uploadId },
      body: 'x',
    });
    expectStatus(again, 404, 'NoSuchUpload');
    expectStatus(await complete(context, key, uploadId, parts), 404, 'NoSuchUpload');
  }),
  check(
    'M06b',
    'N',
    'an unknown upload is 404 NoSuchUpload; an upload belongs to its key',
    async (context) => {
      const { client, bucket } = context;
      const query = { partNumber: '1', uploadId: 'nonexistent' };
      expectStatus(
        await client.send({ method: 'PUT', bucket, key: 'M06b/x', query, body: 'x' }),
        404,
        'NoSuchUpload',
      );
      const uploadId = await createUpload(context, 'M06b/x');
      const other = { partNumber: '1', uploadId };
      expectStatus(
        await client.send({ method: 'PUT', bucket, key: 'M06b/y', query: other, body: 'x' }),
        404,
        'NoSuchUpload',
      );
      await abort(context, 'M06b/x', uploadId);
    },
  ),
  check('M07', 'M', 'ListMultipartUploads shows open uploads by prefix', async (context) => {
    const { client, bucket } = context;
    const first = await createUpload(context, 'M07/a/x');
    const second = await createUpload(context, 'M07/b/x');
    const list = async (prefix: string) =>
      expectStatus(await client.send({ method: 'GET', bucket, query: { uploads: '', prefix } }), 200);
    equal((await list('M07/')).tags('UploadId'), [first, second], 'upload ids');
    equal((await list('M07/b/')).tags('Key'), ['M07/b/x'], 'keys below a prefix');
    await abort(context, 'M07/a/x', first);
    equal((await list('M07/')).tags('UploadId'), [second], 'after abort');
    await abort(context, 'M07/b/x', second);
  }),
  check('M08', 'M', 'UploadPartCopy with a range', async (context) => {
    const { client, bucket } = context;
    const key = 'M08/x';
    const source = bytes(6 * mebibyte, 8);
    await put(context, 'M08/source', source);
    const uploadId = await createUpload(context, key);
    const copy = async (partNumber: number, range: string) => {
      const headers = { 'x-amz-copy-source': `/${bucket}/M08/source`, 'x-amz-copy-source-range': range };
      const response = await client.send({
        method: 'PUT',
        bucket,
        key,
        query: { partNumber: String(partNumber), uploadId },
        headers,
      });
      return { partNumber, etag: expectStatus(response, 200).tag('ETag') ?? '' };
    };
    const parts = [await copy(1, `bytes=0-${5 * mebibyte - 1}`), await copy(2, 'bytes=100-299')];
    expectStatus(await complete(context, key, uploadId, parts), 200);
    await expectContent(
      context,
      key,
      Buffer.concat([source.subarray(0, 5 * mebibyte), source.subarray(100, 300)]),
    );
  }),
  check(
    'M09',
    'M',
    'a part uploaded again replaces the first, whose ETag is then refused',
    async (context) => {
      const key = 'M09/x';
      const uploadId = await createUpload(context, key);
      const before = await uploadParts(context, key, uploadId, [Buffer.from('before')]);
      const after = await uploadParts(context, key, uploadId, [Buffer.from('after')]);
      expectStatus(await complete(context, key, uploadId, before), 400, 'InvalidPart');
      expectStatus(await complete(context, key, uploadId, after), 200);
      await expectContent(context, key, 'after');
    },
  ),
  check('M10', 'M', '23 MiB in five parts, four at a time, each with a checksum trailer', async (context) => {
    const { client, bucket } = context;
    const key = 'M10/x';
    const content = bytes(23 * mebibyte, 10);
    const uploadId = await createUpload(context, key, { 'x-amz-checksum-algorithm': 'CRC32' });
    const { createDigest } = await import('../s3/checksums.ts');
    const parts: UploadedPart[] = [];
    const numbers = [1, 2, 3, 4, 5];
    const worker = async () => {
      for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) {
        const body = content.subarray((n - 1) * 5 * mebibyte, n * 5 * mebibyte);
        const digest = createDigest('crc32');
        digest.update(body);
        const value = digest.digest().toString('base64');
        const trailers = { 'x-amz-checksum-crc32': value };
        const query = { partNumber: String(n), uploadId };
        const response = await client.sendChunks({
          method: 'PUT',
          bucket,
          key,
          query,
          body,
          form: 'unsignedTrailer',
          trailers,
        });
        parts.push({
          partNumber: n,
          etag: expectStatus(response, 200).headers.etag ?? '',
          checksum: ['ChecksumCRC32', value],
        });
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    parts.sort((a, b) => a.partNumber - b.partNumber);
    expectStatus(await complete(context, key, uploadId, parts), 200);
    await expectContent(context, key, content);
  }),
  check('M11', 'N', 'GET ?partNumber=2 is 206 with that part and the number of parts', async (context) => {
    const key = 'M11/x';
    const bodies = [bytes(5 * mebibyte, 11), bytes(500, 12)];
    const uploadId = await createUpload(context, key);
    expectStatus(
      await complete(context, key, uploadId, await uploadParts(context, key, uploadId, bodies)),
      200,
    );
    const response = expectStatus(await get(context, key, { partNumber: '2' }), 206);
    ensure(response.body.equals(bodies[1]!), 'another part came back');
    equal(response.headers['x-amz-mp-parts-count'], '2', 'number of parts');
  }),
  check('M12', 'N', 'a repeated Complete is 200 or 404 and the content stays', async (context) => {
    const key = 'M12/x';
    const uploadId = await createUpload(context, key);
    const parts = await uploadParts(context, key, uploadId, [Buffer.from('content')]);
    expectStatus(await complete(context, key, uploadId, parts), 200);
    expectStatus(await complete(context, key, uploadId, parts), [200, 404]);
    await expectContent(context, key, 'content');
  }),
  check(
    'M13',
    'M',
    'UploadPart without signature, or presigned for another number, is refused',
    async (context) => {
      const { client, bucket } = context;
      const key = 'M13/x';
      const uploadId = await createUpload(context, key);
      const target = `/${bucket}/${key}?partNumber=1&uploadId=${uploadId}`;
      expectStatus(await client.raw({ method: 'PUT', target, body: 'x' }), [400, 403]);
      const signed = client.presign({ method: 'PUT', bucket, key, query: { partNumber: '1', uploadId } });
      const other = { ...signed, target: signed.target.replace('partNumber=1', 'partNumber=2') };
      expectStatus(await client.use(other, { body: 'x' }), 403, 'SignatureDoesNotMatch');
      await put(context, 'M13/secret', 'secret');
      const copy = await client.use(signed, {
        body: '',
        headers: { 'x-amz-copy-source': `/${bucket}/M13/secret` },
      });
      expectStatus(copy, [400, 403]);
      await abort(context, key, uploadId);
    },
  ),
];
