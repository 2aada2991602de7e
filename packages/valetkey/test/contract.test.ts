import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryRateLimit } from '../src/memory/index.ts';
import { toRouteHandlers } from '../src/next/index.ts';
import { errorTable, type Problem } from '../src/protocol/index.ts';
import { createValetKey, type ValetKeyOptions } from '../src/server/index.ts';
import { complete, handshake, origin, png, type Rig, send, startRig } from './startRig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const file = { name: 'a.png', size: 10, contentType: 'image/png' };

async function codeOf(answer: Promise<Response>): Promise<[status: number, code: string | undefined]> {
  const response = await answer;
  return [response.status, response.status === 204 ? undefined : ((await response.json()) as Problem).code];
}

const routes = [
  ['POST', '/api/upload'],
  ['GET', '/api/upload?state=reserved'],
  ['POST', '/api/upload/sign'],
  ['POST', '/api/upload/parts'],
  ['POST', '/api/upload/complete'],
  ['GET', '/api/upload/abcdefghijklmnopqrstuvwxyz'],
  ['DELETE', '/api/upload/abcdefghijklmnopqrstuvwxyz'],
  ['GET', '/api/download?key=abcdefghijklmnopqrstuvwxyz'],
] as const;

describe('every route', () => {
  it.each(routes)('%s %s answers 401 to nobody', async (method, path) => {
    expect(await codeOf(rig.call(method, path, undefined, null))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each(routes.filter(([method]) => method !== 'GET'))(
    '%s %s needs our own origin',
    async (method, path) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ] as Record<string, string>[]) {
        expect(await codeOf(rig.call(method, path, undefined, 'alice', headers))).toEqual([
          403,
          'BAD_ORIGIN',
        ]);
      }
      const bare = new Request(`${origin}${path}`, { method, headers: { cookie: 'session=alice' } });
      expect(await codeOf(rig.valetKey.handle(bare))).toEqual([403, 'BAD_ORIGIN']);
      const own = await rig.call(method, path, undefined, 'alice', { 'sec-fetch-site': 'same-origin' });
      expect(own.status).not.toBe(403);
    },
  );

  it.each([
    ['PUT', '/api/upload', 405, 'POST, GET'],
    ['OPTIONS', '/api/upload', 405, 'POST, GET'],
    ['GET', '/api/upload/complete', 405, 'POST'],
    ['POST', '/api/download', 405, 'GET'],
    ['GET', '/api/nothing', 404, null],
    ['GET', '/elsewhere', 404, null],
    ['constructor', '/api/upload', 405, 'POST, GET'],
  ])('%s %s answers %d', async (method, path, status, allow) => {
    const response = await rig.call(method, path, undefined, 'alice', { origin: 'https://evil.example' });
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    for (const name of response.headers.keys()) expect(name).not.toMatch(/^access-control/);
  });

  it('lets a token call without an origin', async () => {
    const tokens = await startRig({
      options: { authenticate: async () => ({ userId: 'api', credential: 'token' }) },
    });
    try {
      const request = new Request(`${origin}/api/upload`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ files: [file] }),
      });
      expect((await tokens.valetKey.handle(request)).status).toBe(200);
    } finally {
      await tokens.close();
    }
  });

  it('is served by the Next adapter', async () => {
    const { POST, GET, DELETE } = toRouteHandlers(rig.valetKey);
    const headers = { cookie: 'session=alice', origin };
    expect((await GET(new Request(`${origin}/api/upload?state=reserved`, { headers }))).status).toBe(200);
    expect((await POST(new Request(`${origin}/api/upload`, { method: 'POST', headers }))).status).toBe(415);
    expect((await DELETE(new Request(`${origin}/api/upload/x`, { method: 'DELETE', headers }))).status).toBe(
      404,
    );
  });
});

describe('a body', () => {
  it.each([
    ['/api/upload', 512 * 1024],
    ['/api/upload/complete', 512 * 1024],
    ['/api/upload/sign', 64 * 1024],
    ['/api/upload/parts', 64 * 1024],
  ])('of %s may have %d bytes, counted while it streams', async (path, maxBytes) => {
    const padded = (length: number) => `{"x":"${'a'.repeat(length - 8)}"}`;
    expect(await codeOf(rig.call('POST', path, padded(maxBytes)))).toEqual([400, 'UNKNOWN_FIELD']);
    expect(await codeOf(rig.call('POST', path, padded(maxBytes + 1)))).toEqual([413, 'BODY_TOO_LARGE']);
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
      },
    });
    const endless = new Request(`${origin}${path}`, {
      method: 'POST',
      headers: { cookie: 'session=alice', origin, 'content-type': 'application/json; charset=utf-8' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await codeOf(rig.valetKey.handle(endless))).toEqual([413, 'BODY_TOO_LARGE']);
    expect(pulled).toBeLessThan(maxBytes / (16 * 1024) + 4);
  });

  it.each([
    ['not JSON', '{', 'INVALID_JSON'],
    ['empty', '', 'INVALID_JSON'],
    ['nine deep', '[[[[[[[[[]]]]]]]]]', 'INVALID_JSON'],
    ['null', 'null', 'INVALID_BODY'],
    ['a list', '[]', 'INVALID_BODY'],
    ['no files', '{"files":[]}', 'INVALID_BODY'],
    ['files of another kind', '{"files":{}}', 'INVALID_BODY'],
    ['both forms', '{"files":[],"contentType":"image/png"}', 'UNKNOWN_FIELD'],
    ['an empty object', '{}', 'INVALID_CONTENT_TYPE'],
    ['a wrong profile', JSON.stringify({ files: [{ ...file, profile: 'constructor' }] }), 'INVALID_BODY'],
    ['a wrong idempotency key', JSON.stringify({ files: [file], idempotencyKey: 'a b' }), 'INVALID_BODY'],
    [
      'a short checksum',
      JSON.stringify({ files: [{ ...file, checksumSha256: 'AAAA' }] }),
      'INVALID_CHECKSUM',
    ],
    ['too many files', JSON.stringify({ files: Array.from({ length: 1001 }, () => file) }), 'TOO_MANY_FILES'],
  ])('that is %s is refused as %s', async (_, body, code) => {
    expect(await codeOf(rig.call('POST', '/api/upload', body))).toEqual([400, code]);
  });

  it('names every refused file at once', async () => {
    const response = await rig.call('POST', '/api/upload', {
      files: [
        file,
        { ...file, size: 0 },
        file,
        { ...file, name: 'a.exe' },
        { ...file, size: 6 * 1024 ** 3 },
        { ...file, x: 1 },
      ],
    });
    const problem = (await response.json()) as Problem & { files: { index: number; code: string }[] };
    expect([response.status, problem.code]).toEqual([400, 'INVALID_SIZE']);
    expect(problem.files.map(({ index, code }) => [index, code])).toEqual([
      [1, 'INVALID_SIZE'],
      [3, 'TYPE_NOT_ALLOWED'],
      [4, 'FILE_TOO_LARGE'],
      [5, 'UNKNOWN_FIELD'],
    ]);
  });

  it('of any form answers with an error of the table and never with a 5xx', async () => {
    const paths = ['/api/upload', '/api/upload/sign', '/api/upload/parts', '/api/upload/complete'];
    const key = fc.constantFrom(
      'files',
      'uploads',
      'uploadId',
      'uploadIds',
      'partNumbers',
      'name',
      'size',
      'contentType',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom('a.png', 'image/png', 10, 1e300, 'abcdefghijklmnopqrstuvwxyz'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(key, fc.string()), tie('any'), { maxKeys: 4, noNullPrototype: false }),
      ),
    })).any;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), value, async (path, body) => {
        const response = await rig.call('POST', path, JSON.stringify(body));
        const answer = await response.json();
        if (response.status === 200) return;
        if (response.status >= 500 || errorTable[(answer as Problem).code].status !== response.status) {
          throw new Error(`${path} ${JSON.stringify(answer)}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a query', () => {
  it.each([
    ['/api/download', 'INVALID_QUERY'],
    ['/api/download?key=a&version=0', 'INVALID_QUERY'],
    ['/api/download?key=a&version=1e3', 'INVALID_QUERY'],
    ['/api/download?key=a&x=1&x=2', 'INVALID_QUERY'],
    ['/api/upload', 'INVALID_QUERY'],
    ['/api/upload?state=available', 'INVALID_QUERY'],
    ['/api/upload?state=reserved&limit=101', 'INVALID_QUERY'],
    ['/api/upload?state=reserved&cursor=forged', 'INVALID_QUERY'],
    ['/api/upload?state=reserved&cursor=abcdefghijklmnopqrstuvwxyz', 'INVALID_QUERY'],
  ])('%s is refused', async (path, code) => {
    expect(await codeOf(rig.call('GET', path))).toEqual([400, code]);
  });
});

describe('part numbers', () => {
  it.each([[0], [5], [10_001], [1.5], ['1'], [null]])('%j is refused', async (partNumber) => {
    const [grant] = await handshake(rig, [{ ...file, size: 17 * 1024 * 1024 }]);
    const body = { uploadId: grant!.uploadId, partNumbers: [partNumber] };
    expect(await codeOf(rig.call('POST', '/api/upload/parts', body))).toEqual([400, 'INVALID_PART']);
    const twice = { uploadId: grant!.uploadId, partNumbers: [1, 1] };
    expect(await codeOf(rig.call('POST', '/api/upload/parts', twice))).toEqual([400, 'INVALID_PART']);
  });
});

describe('the wrong state', () => {
  it('of one own file answers 409', async () => {
    const [grant] = await handshake(rig, [file]);
    const { uploadId } = grant!;
    const parts = { uploadId, partNumbers: [1] };
    expect(await codeOf(rig.call('POST', '/api/upload/parts', parts))).toEqual([409, 'INVALID_STATE']);
    await send(grant!, png(10));
    await complete(rig, [grant!]);
    expect(await codeOf(rig.call('DELETE', `/api/upload/${uploadId}`))).toEqual([409, 'INVALID_STATE']);
    expect(await codeOf(rig.call('POST', '/api/upload/sign', { uploadIds: [uploadId] }))).toEqual([
      409,
      'INVALID_STATE',
    ]);
    const [other] = await handshake(rig, [file]);
    await rig.call('DELETE', `/api/upload/${other!.uploadId}`);
    expect(await complete(rig, [other!])).toMatchObject([{ status: 409, code: 'INVALID_STATE' }]);
    expect(await codeOf(rig.call('GET', `/api/download?key=${other!.key}`))).toEqual([409, 'NOT_AVAILABLE']);
  });
});

describe('rate limits', () => {
  it('hold per account and per network, with Retry-After', async () => {
    const limited = await startRig({
      options: {
        rateLimit: createMemoryRateLimit({ clock: () => new Date(0) }),
        clientAddress: (request) => request.headers.get('x-test-address'),
        rateLimits: { handshake: { perAddress: 6, perAccount: 3 } },
      },
    });
    try {
      const from = (address: string, as: string) =>
        limited.call('POST', '/api/upload', { files: [file] }, as, { 'x-test-address': address });
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await from('2001:db8::1', 'alice')).status);
      for (let i = 0; i < 4; i++) statuses.push((await from(`2001:db8::${i + 2}`, `user${i}`)).status);
      statuses.push((await from('2001:db8:0:1::1', 'zoe')).status);
      expect(statuses).toEqual([200, 200, 200, 429, 200, 200, 429, 429, 200]);
      const refused = await from('2001:db8::9', 'zoe');
      expect(refused.headers.get('retry-after')).toBe('60');
    } finally {
      await limited.close();
    }
  });
});

describe('a fault', () => {
  it.each([
    ['of the store', 'createMultipartUpload', 'STORE_UNAVAILABLE'],
    ['of the records', 'reserve', 'RECORDS_UNAVAILABLE'],
    ['of our own', 'authenticate', 'INTERNAL'],
  ])('%s is %s, and tells the client nothing of its cause', async (_, where, code) => {
    const secret = 'password=hunter2 at host db.internal';
    const fail = async () => {
      throw new Error(secret);
    };
    const broken = await startRig({
      wrapBucketClient: (bucketClient) =>
        where in bucketClient ? { ...bucketClient, [where]: fail } : bucketClient,
      wrapRecords: (records) => (where in records ? { ...records, [where]: fail } : records),
      options: where === 'authenticate' ? { authenticate: fail } : {},
    });
    try {
      const response = await broken.call('POST', '/api/upload', {
        files: [{ ...file, size: 17 * 1024 * 1024 }],
      });
      const text = await response.text();
      expect([response.status, JSON.parse(text).code]).toEqual([code === 'INTERNAL' ? 500 : 503, code]);
      expect(text).not.toContain('hunter2');
      const chain: string[] = [];
      for (let error: unknown = broken.errors[0]; error instanceof Error; error = error.cause)
        chain.push(error.message);
      expect(chain).toContain(secret);
    } finally {
      await broken.close();
    }
  });

  it('while multipart uploads are being opened leaves nothing behind', async () => {
    let calls = 0;
    const broken = await startRig({
      wrapBucketClient: (bucketClient) => ({
        ...bucketClient,
        createMultipartUpload: async (input) => {
          if (++calls === 3) throw new Error('no more');
          return bucketClient.createMultipartUpload(input);
        },
      }),
    });
    try {
      const files = Array.from({ length: 5 }, () => ({ ...file, size: 17 * 1024 * 1024 }));
      expect((await broken.call('POST', '/api/upload', { files })).status).toBe(503);
      expect(await broken.openMultiparts()).toBe(0);
      expect(broken.records.events().filter(({ action }) => action === 'upload.aborted')).toHaveLength(5);
      const retried = await handshake(broken, files, { idempotencyKey: 'k' });
      expect(retried).toHaveLength(5);
    } finally {
      await broken.close();
    }
  });
});

describe('what is answered', () => {
  it('never has an object key, a store id or a credential outside a signed URL', async () => {
    const grants = await handshake(rig, [file, { ...file, size: 17 * 1024 * 1024 }]);
    const bare = JSON.stringify(grants, (key, value) =>
      key === 'signedUrl' || key === 'fields' ? undefined : value,
    );
    const others = await Promise.all([
      rig.call('GET', `/api/upload/${grants[1]!.uploadId}`),
      rig.call('GET', '/api/upload?state=reserved'),
      rig.call('POST', '/api/upload/complete', { uploads: grants.map(({ uploadId }) => ({ uploadId })) }),
    ]);
    const texts = [bare, ...(await Promise.all(others.map((response) => response.text())))];
    const records = await rig.records.find({ uploadIds: grants.map(({ uploadId }) => uploadId) });
    for (const { objectKey, incomingKey, storageUploadId } of records) {
      for (const secret of [objectKey, incomingKey, storageUploadId]) {
        if (secret !== null) for (const text of texts) expect(text).not.toContain(secret);
      }
    }
  });
});

describe('createValetKey', () => {
  it.each([
    [{ appOrigins: [] }, 'appOrigins'],
    [{ appOrigins: ['https://a.example/'] }, 'appOrigins'],
    [{ appOrigins: ['a.example'] }, 'appOrigins'],
    [{ basePath: 'api' }, 'basePath'],
    [{ basePath: '/api/' }, 'basePath'],
    [{ profiles: {} }, 'profiles'],
    [{ profiles: { default: { maxSizeBytes: 6 * 1024 ** 4, types: [] } } }, 'profiles.default.maxSizeBytes'],
    [{ storeConcurrency: 0 }, 'storeConcurrency'],
  ] as [Partial<ValetKeyOptions>, string][])('refuses %j, naming the option', (options, name) => {
    const { signer, bucketClient, records } = rig;
    const store = { signer, bucketClient, capabilities: async () => Promise.reject(new Error()) };
    const create = () =>
      createValetKey({ store, records, authenticate: async () => null, appOrigins: [origin], ...options });
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(create).toThrow(name);
  });
});
