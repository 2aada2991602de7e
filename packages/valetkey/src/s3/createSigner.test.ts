import { readFileSync } from 'node:fs';
import { GetObjectCommand, PutObjectCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ValetKeyError } from '../protocol/index.ts';
import { createSigner } from './createSigner.ts';
import { presignUrl } from './presignUrl.ts';
import { resolveEndpoint } from './resolveEndpoint.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { createScopeSource, encodeRfc3986 } from './signingScope.ts';

// The example credentials of the Amazon S3 documentation.
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const config: StoreConfig = {
  endpoint: 'https://s3.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  bucket: 'examplebucket',
  credentials,
};
const now = new Date('2026-11-22T12:34:56.789Z');
const clock = () => now;
const signer = createSigner(config, { clock });
const id = 'abcdefghijklmnopqrstuvwxyz';
const checksum = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';

const codeOf = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof ValetKeyError ? error.code : String(error);
  }
};

describe('the documented examples of Amazon S3', () => {
  it('signs the presigned GET of "Authenticating Requests: Using Query Parameters"', () => {
    const documented = { bucket: 'examplebucket' };
    const scope = createScopeSource(
      'us-east-1',
      () => credentials,
      () => new Date('2013-05-24T00:00:00Z'),
    )();
    const url = presignUrl(resolveEndpoint('https://s3.amazonaws.com', documented), scope, {
      method: 'GET',
      path: '/test.txt',
      headerLines: 'host:examplebucket.s3.amazonaws.com\n',
      headerNames: 'host',
      query: '',
      expiresInSeconds: 86_400,
    });
    expect(url).toBe(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  it('signs the policy of "Example: Browser-Based Upload using HTTP POST"', () => {
    const policy = Buffer.from(
      [
        '{ "expiration": "2015-12-30T12:00:00.000Z",',
        '  "conditions": [',
        '    {"bucket": "sigv4examplebucket"},',
        '    ["starts-with", "$key", "user/user1/"],',
        '    {"acl": "public-read"},',
        '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
        '    ["starts-with", "$Content-Type", "image/"],',
        '    {"x-amz-meta-uuid": "14365123651274"},',
        '    {"x-amz-server-side-encryption": "AES256"},',
        '    ["starts-with", "$x-amz-meta-tag", ""],',
        '',
        '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
        '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
        '    {"x-amz-date": "20151229T000000Z" }',
        '  ]',
        '}',
      ].join('\r\n'),
    ).toString('base64');
    const scope = createScopeSource(
      'us-east-1',
      () => credentials,
      () => new Date('2015-12-29T00:00:00Z'),
    )();
    expect(scope.signText(policy)).toBe('8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e');
  });
});

const base32 = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'),
  minLength: 26,
  maxLength: 26,
});
const name = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-'),
  minLength: 1,
  maxLength: 32,
});
const keyBelow = (...prefixes: string[]) =>
  fc
    .tuple(fc.constantFrom(...prefixes), base32, fc.option(name))
    .map(([prefix, random, suffix]) => `${prefix}/${random}${suffix === null ? '' : `/${suffix}`}`);
const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => new Date(date.getTime()));
const expiry = fc.integer({ min: 1, max: 604_800 });
const mediaType = fc
  .tuple(fc.constantFrom('image', 'application', 'x-y'), name)
  .map(([type, subtype]) => `${type}/${subtype}`);
const sha256 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const visible = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => {
  return !/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(text);
});
const stores = fc.record({
  endpoint: fc.constantFrom(
    'https://s3.amazonaws.com',
    'https://fra1.digitaloceanspaces.com',
    'http://127.0.0.1:9000',
    'http://localhost:7480',
    'https://store.example:8443',
  ),
  region: fc.constantFrom('us-east-1', 'eu-central-1', 'auto', 'fra1', 'us'),
  bucket: fc.constantFrom('examplebucket', 'a-b-c', 'with.dots', '123'),
  token: fc.option(fc.base64String({ minLength: 4, maxLength: 400 })),
  forcePathStyle: fc.constantFrom(true, undefined),
});

type Store = typeof stores extends fc.Arbitrary<infer T> ? T : never;

function configOf(store: Store): StoreConfig {
  const { endpoint, region, bucket, token, forcePathStyle } = store;
  return {
    endpoint,
    region,
    bucket,
    credentials: token === null ? credentials : { ...credentials, sessionToken: token },
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
  };
}

function sdkOf(store: StoreConfig): S3Client {
  return new S3Client({
    endpoint: store.endpoint,
    region: store.region,
    credentials: store.credentials,
    forcePathStyle: resolveEndpoint(store.endpoint, store).basePath !== '',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * What our signer would answer if it also signed the header and the parameters that the SDK always adds: the same canonical
 * code, so an equal signature proves path, query, headers, scope, key and clock.
 */
function likeSdk(
  store: StoreConfig,
  at: Date,
  sdkUrl: string,
  request: {
    method: string;
    key: string;
    headers: Record<string, string>;
    query: Record<string, string>;
    expiresInSeconds: number;
  },
): string {
  const address = resolveEndpoint(store.endpoint, store);
  const query = { ...request.query };
  const operation = new URL(sdkUrl).searchParams.get('x-id');
  if (operation !== null) query['x-id'] = operation;
  const headers: Record<string, string> = {
    ...request.headers,
    host: address.host,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
  const names = Object.keys(headers).sort();
  const scope = createScopeSource(
    store.region,
    () => store.credentials,
    () => at,
  )();
  return presignUrl(address, scope, {
    method: request.method,
    path: `/${request.key}`,
    headerLines: names.map((header) => `${header}:${headers[header]}\n`).join(''),
    headerNames: names.join(';'),
    query: Object.keys(query)
      .sort()
      .map((parameter) => `&${parameter}=${encodeRfc3986(query[parameter]!)}`)
      .join(''),
    expiresInSeconds: request.expiresInSeconds,
  });
}

const signatureOf = (url: string) => new URL(url).searchParams.get('X-Amz-Signature');
const signedHeadersOf = (url: string) => new URL(url).searchParams.get('X-Amz-SignedHeaders');

describe('compared with the AWS SDK', () => {
  const runs = 700;

  it('signs PutObject as the SDK does, for any key, headers, clock and store', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        stores,
        keyBelow('incoming'),
        mediaType,
        fc.option(fc.integer({ min: 0, max: 5 * 1024 ** 3 })),
        fc.option(sha256),
        fc.boolean(),
        moment,
        expiry,
        async (store, key, contentType, length, sum, ifNoneMatch, at, expiresInSeconds) => {
          const storeConfig = configOf(store);
          const sdkUrl = await getSignedUrl(
            sdkOf(storeConfig),
            new PutObjectCommand({
              Bucket: store.bucket,
              Key: key,
              ContentType: contentType,
              ContentLength: length ?? undefined,
              ChecksumSHA256: sum ?? undefined,
              IfNoneMatch: ifNoneMatch ? '*' : undefined,
            }),
            {
              expiresIn: expiresInSeconds,
              signingDate: at,
              signableHeaders: new Set([
                'host',
                'content-type',
                'content-length',
                'if-none-match',
                'x-amz-checksum-sha256',
                'x-amz-content-sha256',
              ]),
              unhoistableHeaders: new Set(['if-none-match', 'x-amz-checksum-sha256', 'x-amz-content-sha256']),
            },
          );
          const ours = createSigner(storeConfig, { clock: () => at }).presignPutObject({
            key,
            contentType,
            ...(length === null ? {} : { contentLength: length }),
            ...(sum === null ? {} : { checksumSha256: sum }),
            ifNoneMatch,
            expiresInSeconds,
          });
          const headers = {
            ...ours.headers,
            ...(length === null ? {} : { 'content-length': String(length) }),
          };
          const expected = likeSdk(storeConfig, at, sdkUrl, {
            method: 'PUT',
            key,
            headers,
            query: {},
            expiresInSeconds,
          });
          expect(signatureOf(expected)).toBe(signatureOf(sdkUrl));
          // And the product's URL is that canonical code with exactly its own set of headers.
          expect(signedHeadersOf(ours.signedUrl)).toBe(
            Object.keys({ ...headers, host: '' })
              .sort()
              .join(';'),
          );
          expect(new URL(ours.signedUrl).pathname).toBe(new URL(sdkUrl).pathname);
          expect(new URL(ours.signedUrl).host).toBe(new URL(sdkUrl).host);
        },
      ),
      { numRuns: runs },
    );
  });

  it('signs UploadPart as the SDK does', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        stores,
        keyBelow('files'),
        visible,
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 5 * 1024 ** 3 }),
        fc.option(fc.constant(checksum)),
        moment,
        expiry,
        async (store, key, uploadId, partNumber, contentLength, sum, at, expiresInSeconds) => {
          const storeConfig = configOf(store);
          const sdkUrl = await getSignedUrl(
            sdkOf(storeConfig),
            new UploadPartCommand({
              Bucket: store.bucket,
              Key: key,
              UploadId: uploadId,
              PartNumber: partNumber,
              ContentLength: contentLength,
              ChecksumSHA256: sum ?? undefined,
            }),
            {
              expiresIn: expiresInSeconds,
              signingDate: at,
              signableHeaders: new Set([
                'host',
                'content-length',
                'x-amz-checksum-sha256',
                'x-amz-content-sha256',
              ]),
              unhoistableHeaders: new Set(['x-amz-checksum-sha256', 'x-amz-content-sha256']),
            },
          );
          const ours = createSigner(storeConfig, { clock: () => at }).presignUploadPart({
            key,
            uploadId,
            partNumber,
            contentLength,
            checksumSha256: sum ?? undefined,
            expiresInSeconds,
          });
          const expected = likeSdk(storeConfig, at, sdkUrl, {
            method: 'PUT',
            key,
            headers: { 'content-length': String(contentLength), ...ours.headers },
            query: { partNumber: String(partNumber), uploadId },
            expiresInSeconds,
          });
          expect(signatureOf(expected)).toBe(signatureOf(sdkUrl));
          const given = sum === null ? {} : { 'x-amz-checksum-sha256': sum };
          expect(ours.headers).toEqual(given);
          expect(signedHeadersOf(ours.signedUrl)).toBe(
            ['content-length', 'host', ...Object.keys(given)].join(';'),
          );
        },
      ),
      { numRuns: runs },
    );
  });

  it('signs GetObject with its response overrides as the SDK does', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        stores,
        keyBelow('files', 'derived', 'quarantine'),
        mediaType,
        visible,
        fc.option(visible),
        fc.option(visible),
        moment,
        expiry,
        async (store, key, type, disposition, cacheControl, versionId, at, expiresInSeconds) => {
          const storeConfig = configOf(store);
          const sdkUrl = await getSignedUrl(
            sdkOf(storeConfig),
            new GetObjectCommand({
              Bucket: store.bucket,
              Key: key,
              ResponseContentType: type,
              ResponseContentDisposition: disposition,
              ResponseCacheControl: cacheControl ?? undefined,
              VersionId: versionId ?? undefined,
            }),
            {
              expiresIn: expiresInSeconds,
              signingDate: at,
              unhoistableHeaders: new Set(['x-amz-content-sha256']),
            },
          );
          const ours = createSigner(storeConfig, { clock: () => at }).presignGetObject({
            key,
            responseContentType: type,
            responseContentDisposition: disposition,
            ...(cacheControl === null ? {} : { responseCacheControl: cacheControl }),
            ...(versionId === null ? {} : { versionId }),
            expiresInSeconds,
          });
          const query: Record<string, string> = {
            'response-content-type': type,
            'response-content-disposition': disposition,
          };
          if (cacheControl !== null) query['response-cache-control'] = cacheControl;
          if (versionId !== null) query.versionId = versionId;
          const expected = likeSdk(storeConfig, at, sdkUrl, {
            method: 'GET',
            key,
            headers: {},
            query,
            expiresInSeconds,
          });
          expect(signatureOf(expected)).toBe(signatureOf(sdkUrl));
          for (const [parameter, value] of Object.entries(query)) {
            expect(new URL(ours.signedUrl).searchParams.get(parameter)).toBe(value);
          }
          expect(signedHeadersOf(ours.signedUrl)).toBe('host');
        },
      ),
      { numRuns: runs },
    );
  });

  it('makes the POST policy of the SDK, byte for byte', { timeout: 120_000 }, async () => {
    // This part of the SDK takes no signing date.
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await fc.assert(
        fc.asyncProperty(
          stores,
          keyBelow('incoming'),
          mediaType,
          fc.integer({ min: 0, max: 5 * 1024 ** 3 }),
          fc.option(sha256),
          moment,
          expiry,
          async (store, key, contentType, contentLength, sum, at, expiresInSeconds) => {
            const whole = new Date(Math.floor(at.getTime() / 1000) * 1000);
            vi.setSystemTime(whole);
            const storeConfig = configOf(store);
            const fields: Record<string, string> = { 'Content-Type': contentType };
            if (sum !== null) fields['x-amz-checksum-sha256'] = sum;
            const sdk = await createPresignedPost(sdkOf(storeConfig), {
              Bucket: store.bucket,
              Key: key,
              Fields: fields,
              Conditions: [['content-length-range', contentLength, contentLength]],
              Expires: expiresInSeconds,
            });
            const ours = createSigner(storeConfig, { clock: () => whole }).presignPost({
              key,
              contentType,
              contentLength,
              ...(sum === null ? {} : { checksumSha256: sum }),
              expiresInSeconds,
            });
            expect(ours.fields).toEqual(sdk.fields);
            expect(ours.signedUrl).toBe(sdk.url);
            expect(ours.expiresAt.getTime()).toBe(whole.getTime() + expiresInSeconds * 1000);
          },
        ),
        { numRuns: runs },
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('what is never signed', () => {
  const put = (key: unknown, expiresInSeconds: unknown = 600) =>
    signer.presignPutObject({
      key: key as string,
      contentType: 'image/png',
      expiresInSeconds: expiresInSeconds as number,
    });
  const part = (key: unknown, expiresInSeconds: unknown = 600) =>
    signer.presignUploadPart({
      key: key as string,
      uploadId: 'u',
      partNumber: 1,
      contentLength: 1,
      expiresInSeconds: expiresInSeconds as number,
    });
  const get = (key: unknown, expiresInSeconds: unknown = 600) =>
    signer.presignGetObject({
      key: key as string,
      responseContentType: 'image/png',
      responseContentDisposition: 'attachment',
      expiresInSeconds: expiresInSeconds as number,
    });
  const post = (key: unknown, expiresInSeconds: unknown = 600) =>
    signer.presignPost({
      key: key as string,
      contentType: 'image/png',
      contentLength: 1,
      expiresInSeconds: expiresInSeconds as number,
    });
  const all = { put, part, get, post };
  const right = { put: `incoming/${id}`, part: `files/${id}`, get: `files/${id}`, post: `incoming/${id}` };

  it('has four operations and no other', () => {
    const operations = Object.entries(signer).filter(([, member]) => typeof member === 'function');
    expect(operations.map(([name]) => name).sort()).toEqual([
      'presignGetObject',
      'presignPost',
      'presignPutObject',
      'presignUploadPart',
    ]);
  });

  it.each([
    ['incoming', 'put,post'],
    ['files', 'part,get'],
    ['derived', 'get'],
    ['quarantine', 'get'],
  ])('%s/ is only for %s', (prefix, allowed) => {
    const signed = Object.entries(all).filter(([, sign]) => codeOf(() => sign(`${prefix}/${id}`)) === null);
    expect(signed.map(([operation]) => operation).join()).toBe(allowed);
  });

  it.each([
    '',
    'incoming/',
    `incoming/${id}a`,
    `incoming/${id.slice(1)}`,
    `incoming/${id}/`,
    `incoming/${id}/a/b`,
    `incoming/${id}/..`,
    `incoming/${id}\n`,
    `incoming/${id.toUpperCase()}`,
    `/incoming/${id}`,
    `incoming//${id}`,
    `incoming/${id}/\${filename}`,
    `incoming/$${id.slice(1)}`,
    'incoming/0123456789abcdefghijklmnop',
    `other/${id}`,
    null,
    undefined,
    42,
    [`incoming/${id}`],
    { toString: () => `incoming/${id}` },
  ])('refuses the key %j everywhere', (key) => {
    for (const sign of Object.values(all)) expect(codeOf(() => sign(key))).toBe('INVALID_KEY');
  });

  it.each([
    0,
    -1,
    1.5,
    604_801,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '300',
    null,
    undefined,
    1e21,
    true,
    [600],
  ])('refuses the expiry %j everywhere', (expiresInSeconds) => {
    for (const operation of ['put', 'part', 'get', 'post'] as const) {
      const key = right[operation];
      const work = () =>
        operation === 'put'
          ? signer.presignPutObject({
              key,
              contentType: 'image/png',
              expiresInSeconds: expiresInSeconds as number,
            })
          : operation === 'part'
            ? signer.presignUploadPart({
                key,
                uploadId: 'u',
                partNumber: 1,
                contentLength: 1,
                expiresInSeconds: expiresInSeconds as number,
              })
            : operation === 'get'
              ? signer.presignGetObject({
                  key,
                  responseContentType: 'a/b',
                  responseContentDisposition: 'attachment',
                  expiresInSeconds: expiresInSeconds as number,
                })
              : signer.presignPost({
                  key,
                  contentType: 'a/b',
                  contentLength: 1,
                  expiresInSeconds: expiresInSeconds as number,
                });
      expect(codeOf(work)).toBe('INVALID_EXPIRY');
    }
  });

  it('refuses any text that is not a key of our grammar', () => {
    const grammar = /^(incoming|files|derived|quarantine)\/[a-z2-7]{26}(\/[a-z0-9-]{1,32})?$/;
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), keyBelow('incoming')), (key) => {
        const isOurs = grammar.test(key) && !key.endsWith('\n') && key.startsWith('incoming/');
        expect(codeOf(() => put(key))).toBe(isOurs ? null : 'INVALID_KEY');
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    [
      'content type',
      'INVALID_CONTENT_TYPE',
      () =>
        signer.presignPutObject({
          key: right.put,
          contentType: 'a/b\r\nx-amz-acl:public-read',
          expiresInSeconds: 1,
        }),
    ],
    [
      'content type',
      'INVALID_CONTENT_TYPE',
      () => signer.presignPutObject({ key: right.put, contentType: ' a/b', expiresInSeconds: 1 }),
    ],
    [
      'content type',
      'INVALID_CONTENT_TYPE',
      () => signer.presignPost({ key: right.post, contentType: '', contentLength: 1, expiresInSeconds: 1 }),
    ],
    [
      'length',
      'INVALID_SIZE',
      () =>
        signer.presignPutObject({
          key: right.put,
          contentType: 'a/b',
          contentLength: -1,
          expiresInSeconds: 1,
        }),
    ],
    [
      'length',
      'INVALID_SIZE',
      () =>
        signer.presignPost({ key: right.post, contentType: 'a/b', contentLength: 1.5, expiresInSeconds: 1 }),
    ],
    [
      'length',
      'INVALID_SIZE',
      () =>
        signer.presignUploadPart({
          key: right.part,
          uploadId: 'u',
          partNumber: 1,
          contentLength: 5 * 1024 ** 3 + 1,
          expiresInSeconds: 1,
        }),
    ],
    [
      'checksum',
      'INVALID_CHECKSUM',
      () =>
        signer.presignPutObject({
          key: right.put,
          contentType: 'a/b',
          checksumSha256: 'x',
          expiresInSeconds: 1,
        }),
    ],
    [
      'checksum',
      'INVALID_CHECKSUM',
      () =>
        signer.presignPost({
          key: right.post,
          contentType: 'a/b',
          contentLength: 1,
          checksumSha256: `${checksum}"`,
          expiresInSeconds: 1,
        }),
    ],
    [
      'part number',
      'INVALID_PART',
      () =>
        signer.presignUploadPart({
          key: right.part,
          uploadId: 'u',
          partNumber: 0,
          contentLength: 1,
          expiresInSeconds: 1,
        }),
    ],
    [
      'part number',
      'INVALID_PART',
      () =>
        signer.presignUploadPart({
          key: right.part,
          uploadId: 'u',
          partNumber: 10_001,
          contentLength: 1,
          expiresInSeconds: 1,
        }),
    ],
    [
      'upload id',
      'INVALID_OPTION',
      () =>
        signer.presignUploadPart({
          key: right.part,
          uploadId: '',
          partNumber: 1,
          contentLength: 1,
          expiresInSeconds: 1,
        }),
    ],
    [
      'disposition',
      'INVALID_OPTION',
      () =>
        signer.presignGetObject({
          key: right.get,
          responseContentType: 'a/b',
          responseContentDisposition: 'attachment\r\nset-cookie: a=b',
          expiresInSeconds: 1,
        }),
    ],
  ] as const)('refuses a wrong %s with %s', (_name, code, work) => {
    expect(codeOf(work)).toBe(code);
  });

  const corpusFiles = [
    new URL('../../test/hostile-inputs.jsonl', import.meta.url).pathname,
    process.env.HOSTILE_INPUTS,
  ];
  const rows = corpusFiles
    .flatMap((file) => {
      try {
        return file === undefined ? [] : readFileSync(file, 'utf8').split('\n');
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes('"signer-unit"'))
    .map(
      (line) => JSON.parse(line) as { id: string; input: { value: unknown }; expected: { code?: string } },
    );
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];

  it.runIf(unique.length > 0)('refuses every signer-unit row of the hostile inputs', () => {
    for (const row of unique) {
      const value = row.input.value;
      if (row.expected.code === 'INVALID_KEY') {
        for (const sign of Object.values(all))
          expect(
            codeOf(() => sign(value)),
            row.id,
          ).toBe('INVALID_KEY');
      } else if (row.expected.code === 'INVALID_EXPIRY') {
        const { expiresIn } = value as { expiresIn: unknown };
        const wrong = expiresIn === 'NaN' ? Number.NaN : expiresIn;
        for (const operation of ['put', 'part', 'get', 'post'] as const) {
          expect(
            codeOf(() => all[operation](right[operation], wrong)),
            row.id,
          ).toBe('INVALID_EXPIRY');
        }
      } else {
        // No parameter that the SDK adds by default, above all no checksum of an empty body.
        const names = [...new URL(put(right.put).signedUrl).searchParams.keys()];
        expect(names, row.id).toEqual([
          'X-Amz-Algorithm',
          'X-Amz-Credential',
          'X-Amz-Date',
          'X-Amz-Expires',
          'X-Amz-SignedHeaders',
          'X-Amz-Signature',
        ]);
      }
    }
  });
});

describe('POST policies', () => {
  it('have only exact conditions, one for each field, and a length range of one value', () => {
    fc.assert(
      fc.property(
        keyBelow('incoming'),
        mediaType,
        fc.integer({ min: 0, max: 5 * 1024 ** 3 }),
        fc.option(sha256),
        expiry,
        (key, contentType, contentLength, sum, expiresInSeconds) => {
          const { fields } = signer.presignPost({
            key,
            contentType,
            contentLength,
            ...(sum === null ? {} : { checksumSha256: sum }),
            expiresInSeconds,
          });
          const policy = JSON.parse(Buffer.from(fields.Policy!, 'base64').toString()) as {
            expiration: string;
            conditions: (Record<string, string> | [string, number, number])[];
          };
          const ranges = policy.conditions.filter((condition) => Array.isArray(condition));
          expect(ranges).toEqual([['content-length-range', contentLength, contentLength]]);
          const exact = policy.conditions.filter((condition) => !Array.isArray(condition));
          const { Policy: _policy, 'X-Amz-Signature': _signature, ...others } = fields;
          expect(Object.assign({}, ...exact)).toEqual(others);
          expect(exact.every((condition) => Object.keys(condition).length === 1)).toBe(true);
          expect(JSON.stringify(exact)).not.toContain('$');
          expect(Date.parse(policy.expiration)).toBe(
            Math.floor(now.getTime() / 1000) * 1000 + expiresInSeconds * 1000,
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('endpoints and credentials', () => {
  const input = { key: `incoming/${id}`, contentType: 'image/png', expiresInSeconds: 600 };

  it('signs for the first public endpoint, or for the one of an index that counts round', () => {
    const several = createSigner(
      { ...config, publicEndpoints: ['https://a.example', 'https://b.example'] },
      { clock },
    );
    const hosts = [undefined, 0, 1, 2, 3].map(
      (endpointIndex) =>
        new URL(
          several.presignPutObject({ ...input, ...(endpointIndex === undefined ? {} : { endpointIndex }) })
            .signedUrl,
        ).host,
    );
    expect(hosts).toEqual(['a', 'a', 'b', 'a', 'b'].map((label) => `examplebucket.${label}.example`));
    expect(codeOf(() => several.presignPutObject({ ...input, endpointIndex: -1 }))).toBe('INVALID_OPTION');
  });

  it('signs uploads with the upload credentials and downloads with the others', () => {
    const split = createSigner(
      { ...config, uploadCredentials: { accessKeyId: 'WRITEONLY', secretAccessKey: 's' } },
      { clock },
    );
    expect(split.presignPutObject(input).signedUrl).toContain('X-Amz-Credential=WRITEONLY%2F');
    expect(split.presignPost({ ...input, contentLength: 1 }).fields['X-Amz-Credential']).toContain(
      'WRITEONLY/',
    );
    const download = split.presignGetObject({
      key: `files/${id}`,
      responseContentType: 'a/b',
      responseContentDisposition: 'attachment',
      expiresInSeconds: 1,
    });
    expect(download.signedUrl).toContain(`X-Amz-Credential=${credentials.accessKeyId}%2F`);
  });

  it('never makes a URL that outlives temporary credentials', () => {
    const expiresAt = new Date(now.getTime() + 300_000);
    const temporary = { ...credentials, sessionToken: 'a/b+c==', expiresAt };
    const short = createSigner({ ...config, credentials: temporary }, { clock });
    const put = short.presignPutObject(input);
    expect(put.signedUrl).toContain('&X-Amz-Security-Token=a%2Fb%2Bc%3D%3D&');
    expect(put.expiresAt.getTime()).toBeLessThanOrEqual(expiresAt.getTime());
    expect(new URL(put.signedUrl).searchParams.get('X-Amz-Expires')).toBe('240');
    const post = short.presignPost({ ...input, contentLength: 1 });
    expect(post.expiresAt).toEqual(put.expiresAt);
    expect(post.fields['X-Amz-Security-Token']).toBe('a/b+c==');
    const over = createSigner({ ...config, credentials: { ...temporary, expiresAt: now } }, { clock });
    expect(codeOf(() => over.presignPutObject(input))).toBe('INVALID_EXPIRY');
  });

  it('uses renewed credentials at once', () => {
    const changing = { ...config };
    const renewed = createSigner(changing, { clock });
    const first = renewed.presignPutObject(input).signedUrl;
    changing.credentials = { accessKeyId: 'RENEWED', secretAccessKey: 'other' };
    const second = renewed.presignPutObject(input).signedUrl;
    expect(second).toContain('X-Amz-Credential=RENEWED%2F');
    changing.credentials = credentials;
    expect(renewed.presignPutObject(input).signedUrl).toBe(first);
  });

  it('follows the clock over midnight', () => {
    let time = new Date('2026-11-22T23:59:59.999Z');
    const moving = createSigner(config, { clock: () => time });
    expect(moving.presignPutObject(input).signedUrl).toContain('X-Amz-Date=20261122T235959Z');
    time = new Date('2026-11-23T00:00:00.000Z');
    const after = moving.presignPutObject(input).signedUrl;
    expect(after).toContain('%2F20261123%2F');
    expect(after).toBe(createSigner(config, { clock: () => time }).presignPutObject(input).signedUrl);
  });

  it('lists exactly the headers to send', () => {
    const full = signer.presignPutObject({
      ...input,
      contentLength: 3,
      checksumSha256: checksum,
      ifNoneMatch: true,
    });
    expect(full.headers).toEqual({
      'content-type': 'image/png',
      'if-none-match': '*',
      'x-amz-checksum-sha256': checksum,
    });
    expect(signedHeadersOf(full.signedUrl)).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
  });
});
