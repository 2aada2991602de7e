import {
  type ConformanceCheck,
  type ConformanceContext,
  check,
  ensure,
  equal,
  expectContent,
  expectStatus,
  head,
  put,
} from './ConformanceContext.ts';
import type { RawResponse } from './createRawClient.ts';
import { createUpload, partXml, uploadParts } from './multipartChecks.ts';

const corsXml = (rules: string) => `<CORSConfiguration>${rules}</CORSConfiguration>`;
const appRule =
  '<CORSRule><AllowedOrigin>https://app.example</AllowedOrigin><AllowedOrigin>https://*.dev.example</AllowedOrigin>' +
  '<AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedMethod>POST</AllowedMethod>' +
  '<AllowedHeader>content-type</AllowedHeader><AllowedHeader>x-amz-meta-*</AllowedHeader>' +
  '<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>';

async function corsBucket(context: ConformanceContext): Promise<string> {
  const bucket = await context.newBucket();
  expectStatus(
    await context.client.send({ method: 'PUT', bucket, query: { cors: '' }, body: corsXml(appRule) }),
    [200, 204],
  );
  return bucket;
}

const preflight = (
  context: ConformanceContext,
  bucket: string,
  origin: string,
  method: string,
  headers?: string,
): Promise<RawResponse> =>
  context.client.raw({
    method: 'OPTIONS',
    target: `/${bucket}/some/key`,
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers && { 'access-control-request-headers': headers }),
    },
  });

const allowed = (response: RawResponse) => response.headers['access-control-allow-origin'];

export const conditionalAndCorsChecks: readonly ConformanceCheck[] = [
  check(
    'C01',
    'M',
    'PUT with If-None-Match: * creates once; the second is 412 and changes nothing',
    async (context) => {
      const headers = { 'if-none-match': '*' };
      await put(context, 'C01/x', 'first', headers);
      const { client, bucket } = context;
      expectStatus(
        await client.send({ method: 'PUT', bucket, key: 'C01/x', body: 'second', headers }),
        412,
        'PreconditionFailed',
      );
      await expectContent(context, 'C01/x', 'first');
    },
  ),
  check(
    'C02',
    'M',
    'CompleteMultipartUpload with If-None-Match: * over an object is 412',
    async (context) => {
      const { client, bucket } = context;
      await put(context, 'C02/x', 'first');
      const uploadId = await createUpload(context, 'C02/x');
      const parts = await uploadParts(context, 'C02/x', uploadId, [Buffer.from('second')]);
      const request = {
        method: 'POST',
        bucket,
        key: 'C02/x',
        query: { uploadId },
        body: partXml(parts),
        headers: { 'if-none-match': '*' },
      };
      expectStatus(await client.send(request), 412);
      await expectContent(context, 'C02/x', 'first');
    },
  ),
  check('C03', 'M', 'PUT with If-Match: right ETag 200, wrong 412', async (context) => {
    const { client, bucket } = context;
    const etag = (await put(context, 'C03/x', 'one')).headers.etag ?? '';
    const send = (body: string, value: string) =>
      client.send({ method: 'PUT', bucket, key: 'C03/x', body, headers: { 'if-match': value } });
    expectStatus(await send('wrong', '"00000000000000000000000000000000"'), 412);
    expectStatus(await send('two', etag), 200);
    await expectContent(context, 'C03/x', 'two');
  }),
  check('C04', 'M', 'conditions of GET and HEAD', async (context) => {
    const { client, bucket } = context;
    const etag = (await put(context, 'C04/x', 'x')).headers.etag ?? '';
    const past = new Date(client.now().getTime() - 86_400_000).toUTCString();
    const future = new Date(client.now().getTime() + 86_400_000).toUTCString();
    const cases: [string, string, number][] = [
      ['if-none-match', etag, 304],
      ['if-none-match', '"0"', 200],
      ['if-match', '"0"', 412],
      ['if-match', etag, 200],
      ['if-modified-since', future, 304],
      ['if-modified-since', past, 200],
      ['if-unmodified-since', past, 412],
      ['if-unmodified-since', future, 200],
    ];
    for (const method of ['GET', 'HEAD']) {
      for (const [name, value, status] of cases) {
        expectStatus(await client.send({ method, bucket, key: 'C04/x', headers: { [name]: value } }), status);
      }
    }
  }),
  check('C05', 'M', '16 concurrent conditional PUTs, five rounds: exactly one wins each', async (context) => {
    const { client, bucket } = context;
    for (let round = 0; round < 5; round++) {
      const key = `C05/${round}`;
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          client.send({ method: 'PUT', bucket, key, body: `writer ${n}`, headers: { 'if-none-match': '*' } }),
        ),
      );
      const winners = answers.flatMap(({ status }, n) => (status === 200 ? [n] : []));
      equal(winners.length, 1, 'number of winners');
      for (const answer of answers) expectStatus(answer, [200, 409, 412]);
      await expectContent(context, key, `writer ${winners[0]}`);
    }
  }),
  check('R00', 'N', 'a preflight on a bucket without CORS is 403', async (context) => {
    const bucket = await context.newBucket();
    expectStatus(await preflight(context, bucket, 'https://app.example', 'PUT'), 403);
  }),
  check('R01', 'M', 'PutBucketCors and GetBucketCors round trip', async (context) => {
    const bucket = await corsBucket(context);
    const response = expectStatus(
      await context.client.send({ method: 'GET', bucket, query: { cors: '' } }),
      200,
    );
    equal(response.tags('AllowedMethod').sort(), ['GET', 'POST', 'PUT'], 'methods');
    equal(response.tags('AllowedOrigin').sort(), ['https://*.dev.example', 'https://app.example'], 'origins');
    equal(response.tag('MaxAgeSeconds'), '600', 'max age');
  }),
  check('R02', 'M', 'a preflight that a rule allows', async (context) => {
    const bucket = await corsBucket(context);
    const response = await preflight(
      context,
      bucket,
      'https://app.example',
      'PUT',
      'Content-Type, x-amz-meta-a',
    );
    expectStatus(response, [200, 204]);
    equal(allowed(response), 'https://app.example', 'allowed origin');
    ensure(response.headers['access-control-allow-methods']?.includes('PUT'), 'PUT is not allowed');
    const headers = response.headers['access-control-allow-headers']?.toLowerCase() ?? '';
    ensure(headers.includes('content-type') && headers.includes('x-amz-meta-a'), 'headers are not allowed');
    equal(response.headers['access-control-max-age'], '600', 'max age');
  }),
  check(
    'R03',
    'M',
    'a preflight from a wildcard sub-domain is allowed, from another origin 403',
    async (context) => {
      const bucket = await corsBucket(context);
      equal(
        allowed(expectStatus(await preflight(context, bucket, 'https://a.dev.example', 'PUT'), [200, 204])),
        'https://a.dev.example',
        'origin',
      );
      for (const origin of [
        'https://evil.example',
        'https://app.example.evil.example',
        'http://app.example',
        'null',
      ]) {
        const response = expectStatus(await preflight(context, bucket, origin, 'PUT'), 403);
        equal(allowed(response), undefined, `allowed origin for ${origin}`);
      }
    },
  ),
  check('R04', 'M', 'a preflight for a method or header outside the rules is 403', async (context) => {
    const bucket = await corsBucket(context);
    expectStatus(await preflight(context, bucket, 'https://app.example', 'DELETE'), 403);
    expectStatus(await preflight(context, bucket, 'https://app.example', 'PUT', 'x-other'), 403);
  }),
  check('R05', 'M', 'real answers carry the origin and expose ETag', async (context) => {
    const { client } = context;
    const bucket = await corsBucket(context);
    const headers = { origin: 'https://app.example' };
    const written = await client.use(client.presign({ method: 'PUT', bucket, key: 'x' }), {
      body: 'x',
      headers,
    });
    const read = await client.use(client.presign({ method: 'GET', bucket, key: 'x' }), { headers });
    for (const response of [written, read]) {
      equal(allowed(expectStatus(response, 200)), 'https://app.example', 'allowed origin');
      ensure(
        /\betag\b/i.test(response.headers['access-control-expose-headers'] ?? ''),
        'ETag is not exposed',
      );
      ensure(/origin/i.test(response.headers.vary ?? ''), 'Vary lacks Origin');
    }
  }),
  check('R06', 'M', 'real answers to another origin carry no CORS headers', async (context) => {
    const { client } = context;
    const bucket = await corsBucket(context);
    const signed = client.presign({ method: 'PUT', bucket, key: 'x' });
    equal(
      allowed(await client.use(signed, { body: 'x', headers: { origin: 'https://evil.example' } })),
      undefined,
      'allowed origin',
    );
  }),
  check('R07', 'N', 'errors (403, 404) carry the CORS headers too', async (context) => {
    const { client } = context;
    const bucket = await corsBucket(context);
    const headers = { origin: 'https://app.example' };
    const missing = await client.use(client.presign({ method: 'GET', bucket, key: 'none' }), { headers });
    equal(allowed(expectStatus(missing, 404)), 'https://app.example', 'allowed origin of 404');
    const wrong = client.presign({ method: 'PUT', bucket, key: 'x', secretAccessKey: 'wrong' });
    equal(
      allowed(expectStatus(await client.use(wrong, { body: 'x', headers }), 403)),
      'https://app.example',
      'allowed origin of 403',
    );
  }),
  check('R08', 'N', 'DeleteBucketCors; GetBucketCors is then 404', async (context) => {
    const { client } = context;
    const bucket = await corsBucket(context);
    expectStatus(await client.send({ method: 'DELETE', bucket, query: { cors: '' } }), 204);
    expectStatus(
      await client.send({ method: 'GET', bucket, query: { cors: '' } }),
      404,
      'NoSuchCORSConfiguration',
    );
    expectStatus(await preflight(context, bucket, 'https://app.example', 'PUT'), 403);
    expectStatus(await head(context, 'R08/none'), 404);
  }),
];
