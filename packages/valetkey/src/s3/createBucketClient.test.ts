import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValetKeyError } from '../protocol/index.ts';
import { type BucketClientOptions, createBucketClient } from './createBucketClient.ts';
import { S3Error } from './S3Error.ts';
import type { StoreConfig } from './StoreConfig.ts';

const config: StoreConfig = {
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  bucket: 'examplebucket',
  credentials: { accessKeyId: 'AKID-CANARY', secretAccessKey: 'SECRET-CANARY' },
};

type Sent = { method: string; path: string; query: URLSearchParams; headers: Headers; body: string };
type Answer = Response | Error | ((sent: Sent, init: RequestInit) => Response | Promise<Response>);

/** A client whose store gives these answers, one after the other. */
function scripted(answers: Answer[], options: BucketClientOptions = {}) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const client = createBucketClient(config, {
    clock: () => new Date('2026-11-22T12:00:00Z'),
    random: () => 0.5,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    fetch: async (url, init) => {
      const { pathname, searchParams } = new URL(url);
      const request = {
        method: init.method ?? 'GET',
        path: pathname,
        query: searchParams,
        headers: new Headers(init.headers),
        body: String(init.body ?? ''),
      };
      sent.push(request);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`unexpected ${request.method} ${url}`);
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : answer(request, init);
    },
    ...options,
  });
  return { client, sent, waits, left: answers };
}

const xml = (body: string, status = 200) =>
  new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'tx1' },
  });
const failure = (status: number, code: string) =>
  xml(
    `<Error><Code>${code}</Code><Message>m</Message><AWSAccessKeyId>AKID-CANARY</AWSAccessKeyId><StringToSign>STS-CANARY</StringToSign></Error>`,
    status,
  );
const found = () => new Response(null, { status: 200, headers: { 'content-length': '5', etag: '"e"' } });
const missing = () => new Response(null, { status: 404 });
const unreachable = () => new TypeError('fetch failed', { cause: new Error('ECONNRESET') });

async function errorOf(work: Promise<unknown>): Promise<ValetKeyError> {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(ValetKeyError);
    return error as ValetKeyError;
  }
  throw new Error('did not fail');
}

const parts = [{ partNumber: 1, etag: '"a&b"' }];
const complete = { key: 'files/x', uploadId: 'up', parts };

describe('retries', () => {
  it('repeats transport faults, 5xx and SlowDown with full jitter, then answers', async () => {
    const { client, sent, waits } = scripted([
      unreachable(),
      failure(503, 'SlowDown'),
      new Response('', { status: 502 }),
      found(),
    ]);
    expect((await client.headObject({ key: 'files/x' }))?.size).toBe(5);
    expect(sent).toHaveLength(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('gives up as STORE_UNAVAILABLE with the cause', async () => {
    const { client, sent } = scripted([1, 2, 3, 4].map(() => failure(500, 'InternalError')));
    const error = await errorOf(client.deleteObject({ key: 'files/x' }));
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(error.cause).toMatchObject({ code: 'InternalError', status: 500, requestId: 'tx1' });
    expect(sent).toHaveLength(4);
  });

  it('waits as long as Retry-After says, within bounds', async () => {
    const { client, waits } = scripted([
      new Response('', { status: 503, headers: { 'retry-after': '2' } }),
      new Response('', { status: 503, headers: { 'retry-after': '999' } }),
      found(),
    ]);
    await client.headObject({ key: 'files/x' });
    expect(waits).toEqual([2000, 3000]);
  });

  it.each([
    [403, 'AccessDenied', 'STORE_UNAVAILABLE'],
    [404, 'NoSuchKey', 'NOT_FOUND'],
    [404, 'NoSuchBucket', 'STORE_UNAVAILABLE'],
    [412, 'PreconditionFailed', 'OBJECT_CHANGED'],
    [501, 'NotImplemented', 'INTERNAL'],
    [301, 'PermanentRedirect', 'STORE_UNAVAILABLE'],
    [403, 'RequestTimeTooSkewed', 'STORE_UNAVAILABLE'],
  ])('does not repeat %i %s, which is %s', async (status, code, expected) => {
    const { client, sent } = scripted([failure(status, code)]);
    const error = await errorOf(client.getObject({ key: 'files/x' }));
    expect(error.code).toBe(expected);
    expect(error.cause).toBeInstanceOf(S3Error);
    expect(sent).toHaveLength(1);
  });

  it('times out each attempt', async () => {
    const never: Answer = (_sent, init) =>
      new Promise((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const { client } = scripted([never, never], { requestTimeoutSeconds: 0.01, maxAttempts: 2 });
    const error = await errorOf(client.headBucket());
    expect(error.cause).toMatchObject({ code: 'Timeout', status: 0 });
  });

  it("ends at once with the reason of the caller's signal", async () => {
    const controller = new AbortController();
    const reason = new Error('mine');
    const { client, sent } = scripted([
      (_sent, init) =>
        new Promise((_, reject) => {
          init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
          controller.abort(reason);
        }),
    ]);
    await expect(client.headBucket({ signal: controller.signal })).rejects.toBe(reason);
    await expect(client.headBucket({ signal: controller.signal })).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });
});

describe('what an error says', () => {
  it('never the secret, the signature, the access key or what the store wrote', async () => {
    const { client } = scripted([failure(403, 'SignatureDoesNotMatch')]);
    const error = await errorOf(client.headObject({ key: 'files/x' }));
    const chain = [error, error.cause as Error];
    const all = chain.map((e) => `${e.message} ${e.stack} ${JSON.stringify(e)}`).join(' ');
    expect(all).not.toMatch(/CANARY|Signature=|AWS4-HMAC/);
    expect(all).toContain('SignatureDoesNotMatch');
  });

  it('nothing of a hostile error document but a code', async () => {
    const { client } = scripted([xml('<Error><Code><script>x</script></Code></Error>', 400)]);
    const error = await errorOf(client.putObject({ key: 'files/x', body: '', contentType: 'a/b' }));
    expect(error.cause).toMatchObject({ code: 'Http400' });
  });
});

describe('objects', () => {
  it('sends metadata percent-encoded, and reads it back', async () => {
    const { client, sent } = scripted([
      new Response(null, { status: 200, headers: { etag: '"e"' } }),
      (request) =>
        new Response(null, {
          status: 200,
          headers: {
            'content-length': '3',
            etag: '"e"',
            'x-amz-meta-uploadedby': sent[0]?.headers.get('x-amz-meta-uploadedby') ?? '',
            'x-amz-meta-raw': '100%',
            'x-amz-checksum-sha256': 'abc=-3',
            'content-encoding': request.method === 'HEAD' ? 'gzip' : '',
          },
        }),
    ]);
    await client.putObject({
      key: 'files/x',
      body: new Uint8Array([1, 2, 3]),
      contentType: 'image/png',
      metadata: { uploadedby: 'Zoë 100%' },
      ifNoneMatch: true,
    });
    expect(sent[0]?.headers.get('x-amz-meta-uploadedby')).toBe('Zo%C3%AB%20100%25');
    expect(sent[0]?.headers.get('if-none-match')).toBe('*');
    const facts = await client.headObject({ key: 'files/x' });
    expect(facts?.metadata).toEqual({ uploadedby: 'Zoë 100%', raw: '100%' });
    expect(facts).toMatchObject({ contentEncoding: 'gzip', checksumSha256: null, size: 3 });
  });

  it('reads a range with the size of the whole', async () => {
    const { client, sent } = scripted([
      new Response('ab', {
        status: 206,
        headers: { 'content-range': 'bytes 0-1/10', 'content-length': '2' },
      }),
    ]);
    const { facts, body } = await client.getObject({ key: 'files/x', range: { start: 0, end: 1 } });
    expect(await new Response(body).text()).toBe('ab');
    expect(facts.size).toBe(10);
    expect(sent[0]?.headers.get('range')).toBe('bytes=0-1');
  });

  it("keeps the caller's signal in charge of the body, and reports a broken one", async () => {
    const { client } = scripted([
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.error(new TypeError('terminated'));
          },
        }),
      ),
    ]);
    const { body } = await client.getObject({ key: 'files/x' });
    const error = await errorOf(new Response(body).text());
    expect(error.code).toBe('STORE_UNAVAILABLE');
  });

  it('takes a 200 with an error document for the error that it is', async () => {
    const copied = xml('<CopyObjectResult><ETag>&quot;c&quot;</ETag></CopyObjectResult>');
    const { client, sent } = scripted([
      xml('\n\n<Error><Code>InternalError</Code></Error>'),
      xml(''),
      copied,
    ]);
    const copy = { sourceKey: 'incoming/x', key: 'files/x', contentType: 'a/b' };
    expect(await client.copyObject(copy)).toEqual({ etag: '"c"' });
    expect(sent[0]?.headers.get('x-amz-copy-source')).toBe('/examplebucket/incoming/x');
    expect(sent[0]?.headers.get('x-amz-metadata-directive')).toBe('REPLACE');
    expect(sent).toHaveLength(3);
  });

  it('answers null for a missing source, OBJECT_CHANGED for a changed one', async () => {
    const copy = { sourceKey: 'incoming/x', key: 'files/x', contentType: 'a/b', ifMatch: '"e"' };
    expect(await scripted([failure(404, 'NoSuchKey')]).client.copyObject(copy)).toBeNull();
    expect(await scripted([xml('<Error><Code>NoSuchKey</Code></Error>')]).client.copyObject(copy)).toBeNull();
    const error = await errorOf(scripted([failure(412, 'PreconditionFailed')]).client.copyObject(copy));
    expect(error).toMatchObject({ code: 'OBJECT_CHANGED', cause: { status: 412 } });
  });

  it('sends Content-MD5 with DeleteObjects and returns what stayed', async () => {
    const { client, sent } = scripted([
      xml(
        '<DeleteResult><Error><Key>a&amp;b</Key><Code>AccessDenied</Code></Error><Error><Key>c</Key><Code>NoSuchKey</Code></Error></DeleteResult>',
      ),
    ]);
    expect(await client.deleteObjects({ keys: ['a&b', 'c'] })).toEqual([
      { key: 'a&b', code: 'AccessDenied' },
    ]);
    expect(sent[0]?.headers.get('content-md5')).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(sent[0]?.body).toContain('<Key>a&amp;b</Key>');
    expect(await client.deleteObjects({ keys: [] })).toEqual([]);
  });

  it('lists every page, decodes keys, and does not spin on a token that stands', async () => {
    const page = (keys: string[], token: string | null) =>
      xml(
        `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>${keys
          .map(
            (key) =>
              `<Contents><Key>${key}</Key><Size>1</Size><ETag>&#34;e&#34;</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
          )
          .join('')}<IsTruncated>${token !== null}</IsTruncated>${
          token === null ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`
        }</ListBucketResult>`,
      );
    const { client, sent } = scripted([page(['files/a%01+b'], 't1'), page(['files/c'], 't1')]);
    const listed = [];
    for await (const object of client.listObjects({ prefix: 'files/' })) listed.push(object);
    expect(listed.map(({ key }) => key)).toEqual(['files/a\u0001 b', 'files/c']);
    expect(listed[0]?.etag).toBe('"e"');
    expect(sent[0]?.query.get('encoding-type')).toBe('url');
    expect(sent[1]?.query.get('continuation-token')).toBe('t1');
  });

  it.each(['', 'files/../x', './x'])('refuses the key %j', async (key) => {
    const { client, sent } = scripted([]);
    expect((await errorOf(client.headObject({ key }))).code).toBe('INVALID_KEY');
    expect(sent).toHaveLength(0);
  });
});

describe('multipart uploads', () => {
  const partsPage = (numbers: number[], next: number | null) =>
    xml(
      `<ListPartsResult><IsTruncated>${next !== null}</IsTruncated><NextPartNumberMarker>${next ?? 0}</NextPartNumberMarker>${numbers
        .map((n) => `<Part><PartNumber>${n}</PartNumber><Size>5</Size><ETag>"e${n}"</ETag></Part>`)
        .join('')}</ListPartsResult>`,
    );

  it('lists the parts of all pages in order', async () => {
    const { client, sent } = scripted([partsPage([1, 2], 2), partsPage([4, 3], null)]);
    const listed = await client.listParts({ key: 'files/x', uploadId: '2~a+b' });
    expect(listed?.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3, 4]);
    expect(sent[1]?.query.get('part-number-marker')).toBe('2');
    expect(sent[1]?.query.get('uploadId')).toBe('2~a+b');
  });

  it('does not spin on a marker that stands', async () => {
    const { client, sent } = scripted([partsPage([1], 1), partsPage([1], 1)]);
    expect(await client.listParts({ key: 'files/x', uploadId: 'u' })).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it.each(['NoSuchUpload', 'NoSuchKey'])('answers null when the store says %s', async (code) => {
    const { client } = scripted([failure(404, code)]);
    expect(await client.listParts({ key: 'files/x', uploadId: 'u' })).toBeNull();
  });

  it('completes with escaped ETags and does not mind an empty one in the answer', async () => {
    const { client, sent } = scripted([
      xml('<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>'),
    ]);
    await client.completeMultipartUpload(complete);
    expect(sent[0]?.body).toContain('<PartNumber>1</PartNumber><ETag>&quot;a&amp;b&quot;</ETag>');
  });

  it.each<[string, Answer]>([
    ['404 NoSuchUpload', failure(404, 'NoSuchUpload')],
    ['500 (Ceph: already in progress)', failure(500, 'InternalError')],
    ['a lost response', unreachable()],
    ['200 with an error', xml('<Error><Code>InternalError</Code></Error>')],
  ])('counts as completed after %s when the object is there', async (_name, answer) => {
    const { client, sent } = scripted([answer, found()]);
    await client.completeMultipartUpload(complete);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'HEAD']);
  });

  it('says NOT_FOUND for an unknown upload, also when the store answers 500', async () => {
    for (const answer of [failure(404, 'NoSuchUpload'), failure(500, 'InternalError')]) {
      const { client } = scripted([answer, missing(), failure(404, 'NoSuchKey'), missing()]);
      const error = await errorOf(client.completeMultipartUpload(complete));
      expect(error).toMatchObject({ code: 'NOT_FOUND', cause: { code: 'NoSuchUpload' } });
    }
  });

  it('tries again while the upload is open', async () => {
    const { client, waits } = scripted([
      unreachable(),
      missing(),
      partsPage([1], null),
      xml('<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>'),
    ]);
    await client.completeMultipartUpload(complete);
    expect(waits).toHaveLength(1);
  });

  it('says OBJECT_CHANGED when a part was replaced', async () => {
    const { client } = scripted([failure(400, 'InvalidPart')]);
    expect((await errorOf(client.completeMultipartUpload(complete))).code).toBe('OBJECT_CHANGED');
  });

  it('aborts what is gone', async () => {
    const { client } = scripted([failure(404, 'NoSuchUpload')]);
    await client.abortMultipartUpload({ key: 'files/x', uploadId: 'u' });
  });

  it('lists open uploads of all pages', async () => {
    const page = (id: string, next: boolean) =>
      xml(
        `<ListMultipartUploadsResult><IsTruncated>${next}</IsTruncated><NextKeyMarker>files/a</NextKeyMarker><NextUploadIdMarker>${id}</NextUploadIdMarker><Upload><Key>files/a</Key><UploadId>${id}</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload></ListMultipartUploadsResult>`,
      );
    const { client, sent } = scripted([page('u1', true), page('u2', true), page('u2', true)]);
    const ids = [];
    for await (const { uploadId } of client.listMultipartUploads({ prefix: 'files/' })) ids.push(uploadId);
    expect(ids).toEqual(['u1', 'u2', 'u2']);
    expect(sent[1]?.query.get('upload-id-marker')).toBe('u1');
  });
});

describe('buckets', () => {
  it('creates without a location where the store does not know the region', async () => {
    const answers = [failure(400, 'InvalidLocationConstraint'), new Response(null)];
    const sent: string[] = [];
    const client = createBucketClient(
      { ...config, region: 'eu-central-1' },
      {
        fetch: async (_url, init) => {
          sent.push(String(init.body ?? ''));
          return answers.shift()!;
        },
      },
    );
    await client.createBucket();
    expect(sent[0]).toContain('<LocationConstraint>eu-central-1</LocationConstraint>');
    expect(sent[1]).toBe('');
  });

  it('writes and reads CORS rules', async () => {
    const rule = {
      allowedOrigins: ['https://app.example'],
      allowedMethods: ['GET', 'PUT'],
      allowedHeaders: ['content-type'],
      exposeHeaders: ['ETag'],
      maxAgeSeconds: 600,
    };
    let stored = '';
    const { client } = scripted([
      (sent) => {
        stored = sent.body;
        return new Response(null);
      },
      () => xml(stored),
      failure(404, 'NoSuchCORSConfiguration'),
    ]);
    await client.putBucketCors({ rules: [rule] });
    expect(await client.getBucketCors()).toEqual([rule]);
    expect(await client.getBucketCors()).toBeNull();
  });
});

describe('hostile answers', () => {
  it('refuses document types and answers that are not XML', async () => {
    for (const body of [
      '<!DOCTYPE a [<!ENTITY x "y">]><ListPartsResult>&x;</ListPartsResult>',
      '<ListPartsResult>',
      '{"json": true}',
    ]) {
      const { client } = scripted([new Response(body)], { maxAttempts: 1 });
      const error = await errorOf(client.listParts({ key: 'files/x', uploadId: 'u' }));
      expect(error.cause).toMatchObject({ code: 'MalformedAnswer' });
    }
  });

  it('never throws anything but an error of the contract', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.constantFrom('__proto__', 'constructor', 'Error', 'Part').map((n) => `<${n}><Part/></${n}>`),
        ),
        fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
        async (body, status) => {
          const answers = Array.from({ length: 4 }, () => new Response(body, { status }));
          const { client } = scripted(answers);
          await client.listParts({ key: 'files/x', uploadId: 'u' }).catch((error: unknown) => {
            expect(error).toBeInstanceOf(ValetKeyError);
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
