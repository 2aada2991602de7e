import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant, Problem } from '../src/protocol/index.ts';
import { codes, type HostileRow, hostileRows, statuses } from './hostileInputs.ts';
import { complete, handshake, png, type Rig, send, sha256, startRig } from './startRig.ts';

const MiB = 1024 * 1024;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

/** Every row of the surface is a test: by its own check, by the general one, or failing as "not mapped". */
function table(
  surface: string,
  checks: Record<string, (row: HostileRow) => Promise<void>>,
  general?: (row: HostileRow) => Promise<void>,
) {
  describe(`hostile ${surface}`, () => {
    it.each(hostileRows(surface).map((row) => [row.id, row] as const))('%s', async (id, row) => {
      const check = checks[id] ?? general;
      if (check === undefined) throw new Error(`${id} is not mapped: ${JSON.stringify(row)}`);
      await check(row);
    });
  });
}

async function expectRefusal(response: Response, row: HostileRow): Promise<void> {
  const problem = (await response.json()) as Problem;
  expect(statuses(row), JSON.stringify(problem)).toContain(response.status);
  expect(codes(row)).toContain(problem.code);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('access-control-allow-origin')).toBe(null);
}

const eventCount = () => rig.records.events().length;

async function refusedWithoutTrace(
  row: HostileRow,
  body: unknown,
  path = '/api/upload',
  headers = {},
): Promise<void> {
  const before = eventCount();
  await expectRefusal(await rig.call('POST', path, body, 'alice', headers), row);
  expect(eventCount()).toBe(before);
}

table('content-type', {}, async (row) => {
  const contentType = row.input.value;
  if (row.expected.outcome === 'reject') {
    await refusedWithoutTrace(row, { contentType });
    await refusedWithoutTrace(row, { files: [{ name: 'x.png', size: 10, contentType }] });
    return;
  }
  expect(row.expected.outcome).toBe('accept');
  const name = contentType === 'application/pdf' ? 'x.pdf' : undefined;
  const response = await rig.call('POST', '/api/upload', { contentType, name });
  expect(response.status).toBe(200);
  const grant = (await response.json()) as { headers: Record<string, string> };
  expect(grant.headers['content-type']).toBe(row.expected.signed_content_type ?? contentType);
});

table(
  'size',
  {
    'SZ-012': async (row) => {
      const grant = await putGrant(5 * MiB);
      const response = await fetch(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: png(10) });
      await expectStoreRefusal(response, row);
    },
    'SZ-013': async (row) => {
      const grant = await putGrant(10);
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(png(10));
          controller.close();
        },
      });
      const response = await fetch(grant.signedUrl, {
        method: 'PUT',
        headers: grant.headers,
        body,
        duplex: 'half',
      } as RequestInit);
      expect(statuses(row)).toContain(response.status);
    },
    'SZ-015': async (row) => {
      const size = 17 * MiB;
      const lax = await startRig({
        wrapBucketClient: (bucketClient) => ({
          ...bucketClient,
          listParts: async (input) => {
            const parts = (await bucketClient.listParts(input)) ?? [];
            return parts.map((part) => (part.partNumber === 4 ? { ...part, size: part.size + 1 } : part));
          },
        }),
      });
      try {
        const [grant] = await handshake(lax, [{ name: 'a.png', size, contentType: 'image/png' }]);
        await send(grant!, png(size));
        expect(await complete(lax, [grant!])).toMatchObject([
          { status: row.expected.status, code: row.expected.code },
        ]);
        expect(await complete(lax, [grant!])).toMatchObject([
          { status: row.expected.status, code: row.expected.code },
        ]);
        expect([await lax.keys(), await lax.openMultiparts()]).toEqual([[], 0]);
      } finally {
        await lax.close();
      }
    },
    // Reservations count: the quota is 409 in the contract, whatever it is elsewhere.
    'SZ-016': async (row) => {
      const small = await startRig({ options: { quota: async () => ({ maxBytes: 100, maxFiles: 1000 }) } });
      try {
        const file = { name: 'a.png', size: 10, contentType: 'image/png' };
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => small.call('POST', '/api/upload', { files: [file] })),
        );
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
        const refused = answers.filter(({ status }) => status !== 200);
        for (const answer of refused)
          expect([answer.status, (await answer.json()).code]).toEqual([409, row.expected.code]);
        small.advance(25 * 3600);
        await small.valetKey.sweep();
        expect((await small.call('POST', '/api/upload', { files: [file] })).status).toBe(200);
      } finally {
        await small.close();
      }
    },
  },
  async (row) => {
    const size = row.input.kind === 'literal-json' ? row.input.value : JSON.stringify(row.input.value);
    await refusedWithoutTrace(row, `{"contentType":"image/png","size":${size}}`);
    await refusedWithoutTrace(row, `{"files":[{"name":"a.png","contentType":"image/png","size":${size}}]}`);
  },
);

const validBody = '{"name":"a.png","contentType":"image/png","size":10}';

table(
  'json-body',
  {
    'JB-010': async (row) => {
      const text = String(row.input.value);
      expect((await rig.call('POST', '/api/upload', text)).status).toBe(415);
      const response = await rig.call('POST', '/api/upload', text.replace('b.exe', 'c.png'));
      const { uploadId } = (await response.json()) as { uploadId: string };
      expect((await rig.records.find({ uploadIds: [uploadId] }))[0]?.name).toBe('c.png');
    },
    'JB-016': async (row) => {
      const depth = Number(row.input.params?.depth);
      await refusedWithoutTrace(row, '['.repeat(depth) + ']'.repeat(depth));
      await refusedWithoutTrace(row, '{"a":'.repeat(depth).slice(0, 500_000));
    },
    'JB-018': (row) => refusedWithoutTrace(row, validBody, '/api/upload', { 'content-type': 'text/plain' }),
    'JB-019': (row) =>
      refusedWithoutTrace(row, validBody, '/api/upload', {
        'content-type': 'application/x-www-form-urlencoded',
      }),
    'JB-023': (row) => refusedWithoutTrace(row, row.input.value, '/api/upload/complete'),
    'JB-024': (row) => refusedWithoutTrace(row, row.input.value, '/api/upload/complete'),
    'JB-025': (row) => refusedWithoutTrace(row, row.input.value, '/api/upload/complete'),
    // Neither is accepted: as a field it is unknown (400), as an upload id nobody's (404).
    'JB-028': async (row) => {
      for (const path of ['/api/upload/complete', '/api/upload/parts', '/api/upload/sign']) {
        const answer = await rig.call('POST', path, row.input.value);
        expect([answer.status, (await answer.json()).code]).toEqual([400, 'UNKNOWN_FIELD']);
      }
      const body = { uploadId: 'real-s3-upload-id', partNumbers: [1] };
      await expectRefusal(await rig.call('POST', '/api/upload/parts', body), row);
    },
  },
  async (row) => {
    await refusedWithoutTrace(row, row.input.value);
    expect(({} as { isAdmin?: boolean; x?: number }).isAdmin).toBe(undefined);
    expect(({} as { isAdmin?: boolean; x?: number }).x).toBe(undefined);
  },
);

/** The same id, on every route that takes one. */
async function allRoutes(id: string, as = 'alice'): Promise<[status: number, body: unknown][]> {
  const path = encodeURIComponent(decodeURIComponentOrNot(id));
  const answers = [
    await rig.call('GET', `/api/upload/${path}`, undefined, as),
    await rig.call('DELETE', `/api/upload/${path}`, undefined, as),
    await rig.call('POST', '/api/upload/sign', { uploadIds: [id] }, as),
    await rig.call('POST', '/api/upload/parts', { uploadId: id, partNumbers: [1] }, as),
    await rig.call('GET', `/api/download?key=${path}`, undefined, as),
    await rig.call('GET', `/api/download?key=${path}&derivative=thumb`, undefined, as),
    await rig.call(
      'POST',
      '/api/upload',
      { files: [{ name: 'a.png', size: 1, contentType: 'image/png', documentId: id }] },
      as,
    ),
  ];
  const bodies: [number, unknown][] = [];
  for (const answer of answers) {
    const { requestId, files, ...rest } = await answer.json();
    expect(requestId).toMatch(/^[a-z2-7]{26}$/);
    bodies.push([answer.status, rest]);
  }
  const { files } = await rig.json<{ files: { status: number; code: string }[] }>(
    'POST',
    '/api/upload/complete',
    { uploads: [{ uploadId: id }] },
    as,
  );
  expect(files).toEqual([{ uploadId: id, status: 404, code: 'NOT_FOUND', detail: expect.any(String) }]);
  return bodies;
}

function decodeURIComponentOrNot(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const notFoundBody = [
  404,
  {
    type: 'urn:valetkey:error:not_found',
    title: 'Not found',
    status: 404,
    code: 'NOT_FOUND',
    detail: 'There is nothing here that you may see.',
  },
];

async function expectIdentical(id: string): Promise<void> {
  const before = eventCount();
  for (const body of await allRoutes(id)) expect(body).toEqual(notFoundBody);
  expect(eventCount()).toBe(before);
}

async function uploadOf(as: string): Promise<Grant> {
  const [grant] = await handshake(rig, [{ name: 'a.png', size: 10, contentType: 'image/png' }], {}, as);
  await send(grant!, png(10));
  return grant!;
}

table(
  'resource-id',
  {
    'ID-001': async () => {
      const foreign = await uploadOf('bob');
      await expectIdentical(foreign.uploadId);
      await expectIdentical(foreign.key);
      await expectIdentical('abcdefghijklmnopqrstuvwxyz');
      await complete(rig, [foreign], 'bob');
      await expectIdentical(foreign.uploadId);
      await expectIdentical(foreign.key);
    },
    'ID-009': async (row) => {
      for (const path of ['/api/download?key=a&key=b', '/api/upload?state=reserved&state=reserved']) {
        await expectRefusal(await rig.call('GET', path), row);
      }
    },
    'ID-011': async (row) => {
      const grant = await uploadOf('alice');
      await complete(rig, [grant]);
      expect((await rig.call('GET', `/api/download?key=${grant.key}`)).status).toBe(200);
      await remove(grant.uploadId);
      await expectRefusal(await rig.call('GET', `/api/download?key=${grant.key}`), row);
      await expectIdentical(grant.uploadId);
    },
  },
  async (row) => {
    await expectIdentical(String(row.input.value));
    const raw = await rig.call(
      'GET',
      `/api/upload/${String(row.input.value).replaceAll("'", '%27').replaceAll(' ', '%20')}`,
    );
    expect(raw.status).toBe(404);
  },
);

async function remove(uploadId: string): Promise<void> {
  const [upload] = await rig.records.find({ uploadIds: [uploadId] });
  const event = { ...rig.records.events()[0]!, action: 'file.deleted' };
  await rig.records.transition({ id: uploadId, from: [upload!.state], to: 'deleted', event, now: rig.now() });
}

async function putGrant(size: number, extra: object = {}): Promise<Extract<Grant, { kind: 'put' }>> {
  const answer = await rig.json<Omit<Extract<Grant, { kind: 'put' }>, 'kind'>>('POST', '/api/upload', {
    contentType: 'image/png',
    size,
    ...extra,
  });
  return { kind: 'put', ...answer };
}

/** A PUT grant with everything signed: of the list form, on a store that has no POST policies. */
async function strictPut(
  body: Uint8Array<ArrayBuffer>,
): Promise<{ other: Rig; grant: Extract<Grant, { kind: 'put' }> }> {
  const other = await startRig({ capabilities: { postPolicy: false } });
  const [grant] = await handshake(other, [
    { name: 'a.png', size: body.length, contentType: 'image/png', checksumSha256: await sha256(body) },
  ]);
  if (grant?.kind !== 'put') throw new Error('a PUT was expected');
  return { other, grant };
}

async function expectStoreRefusal(response: Response, row: HostileRow): Promise<void> {
  const text = await response.text();
  expect(statuses(row), text).toContain(response.status);
  const [code] = codes(row);
  if (code !== undefined && text !== '')
    expect(
      codes(row).some((known) => text.includes(known)),
      text,
    ).toBe(true);
}

function rewrite(url: string, change: (url: URL) => void): string {
  const changed = new URL(url);
  change(changed);
  return changed.href;
}

async function putRefused(
  row: HostileRow,
  change: (url: URL) => void,
  init: RequestInit = {},
): Promise<void> {
  const body = png(10);
  const { other, grant } = await strictPut(body);
  try {
    const response = await fetch(rewrite(grant.signedUrl, change), {
      method: 'PUT',
      headers: grant.headers,
      ...(init.method === 'GET' ? {} : { body }),
      ...init,
    });
    await expectStoreRefusal(response, row);
    expect(await other.keys()).toEqual([]);
  } finally {
    await other.close();
  }
}

async function putWithout(row: HostileRow, header: string): Promise<void> {
  const body = png(10);
  const { other, grant } = await strictPut(body);
  try {
    expect(grant.headers[header]).toBeDefined();
    const { [header]: _, ...headers } = grant.headers;
    await expectStoreRefusal(await fetch(grant.signedUrl, { method: 'PUT', headers, body }), row);
    expect(await other.keys()).toEqual([]);
  } finally {
    await other.close();
  }
}

async function downloadRefused(row: HostileRow, change: (url: URL) => void): Promise<void> {
  const grant = await uploadOf('alice');
  await complete(rig, [grant]);
  const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${grant.key}`);
  expect((await fetch(signedUrl)).status).toBe(200);
  await expectStoreRefusal(await fetch(rewrite(signedUrl, change)), row);
}

table('presigned-url', {
  'PU-001': (row) =>
    putRefused(row, (url) => {
      url.pathname = url.pathname.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    }),
  'PU-002': (row) => putRefused(row, () => {}, { method: 'GET' }),
  'PU-004': async (row) => {
    await putRefused(row, (url) => url.searchParams.set('uploads', ''));
    await putRefused(row, (url) => {
      url.searchParams.set('partNumber', '1');
      url.searchParams.set('uploadId', 'x');
    });
  },
  'PU-005': (row) => putRefused(row, (url) => url.searchParams.set('X-Amz-Expires', '604800')),
  'PU-007': (row) =>
    downloadRefused(row, (url) => url.searchParams.set('response-content-disposition', 'inline')),
  'PU-008': (row) =>
    downloadRefused(row, (url) => url.searchParams.append('response-content-type', 'text/html')),
  'PU-009': (row) => putWithout(row, 'content-type'),
  'PU-011': (row) => putWithout(row, 'x-amz-checksum-sha256'),
  'PU-013': async (row) => {
    const { other, grant } = await strictPut(png(10));
    try {
      expect(await send(grant, png(10))).toEqual([200]);
      const again = await fetch(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: png(10) });
      await expectStoreRefusal(again, row);
    } finally {
      await other.close();
    }
  },
  'PU-014': (row) => putWithout(row, 'if-none-match'),
  'PU-015': async (row) => {
    const { other, grant } = await strictPut(png(10));
    try {
      const answers = (await Promise.all(Array.from({ length: 8 }, () => send(grant, png(10))))).flat();
      expect(answers.filter((status) => status === 200)).toHaveLength(1);
      for (const status of answers) expect(statuses(row)).toContain(status);
    } finally {
      await other.close();
    }
  },
  'PU-017': async (row) => {
    const size = 17 * MiB;
    const [grant] = await handshake(rig, [{ name: 'a.png', size, contentType: 'image/png' }]);
    await send(grant!, png(size));
    await complete(rig, [grant!]);
    if (grant?.kind !== 'multipart') throw new Error('a multipart upload was expected');
    const { signedUrl, size: partSize } = grant.parts[0]!;
    await expectStoreRefusal(await fetch(signedUrl, { method: 'PUT', body: png(partSize) }), row);
  },
  'PU-019': (row) => putRefused(row, (url) => url.searchParams.set('X-Amz-SignedHeaders', 'host')),
  'PU-021': async (row) => {
    const { signedUrl } = await putGrant(10);
    const url = new URL(signedUrl);
    url.search = new URLSearchParams({
      AWSAccessKeyId: rig.config.credentials.accessKeyId,
      Expires: String(Math.floor(rig.now().getTime() / 1000) + 600),
      Signature: btoa('twenty bytes of hmac'),
    }).toString();
    await expectStoreRefusal(await fetch(url, { method: 'PUT', body: png(10) }), row);
  },
});

async function withExtraHeaders(row: HostileRow, headers: Record<string, string>): Promise<void> {
  const { other, grant } = await strictPut(png(10));
  try {
    const response = await fetch(grant.signedUrl, {
      method: 'PUT',
      headers: { ...grant.headers, ...headers },
      body: png(10),
    });
    await expectStoreRefusal(response, row);
    expect(await other.keys()).toEqual([]);
  } finally {
    await other.close();
  }
}

/** Standard headers need no signature: what they do is undone when the upload settles. */
async function settledWith(headers: Record<string, string>) {
  const { other, grant } = await strictPut(png(10));
  try {
    const put = await fetch(grant.signedUrl, {
      method: 'PUT',
      headers: { ...grant.headers, ...headers },
      body: png(10),
    });
    expect([200, 400, 403]).toContain(put.status);
    const [receipt] = put.status === 200 ? await complete(other, [grant]) : [];
    const key = (await other.keys()).find((name) => name.startsWith('files/'));
    const facts = key === undefined ? null : await other.bucketClient.headObject({ key });
    return { put: put.status, receipt, facts };
  } finally {
    await other.close();
  }
}

table('unsigned-header', {
  'UH-002': async (row) => {
    const [grant] = await handshake(rig, [{ name: 'a.png', size: 17 * MiB, contentType: 'image/png' }]);
    if (grant?.kind !== 'multipart') throw new Error('a multipart upload was expected');
    const target = await uploadOf('bob');
    await complete(rig, [target], 'bob');
    const [record] = await rig.records.find({ uploadIds: [target.uploadId] });
    const { signedUrl, size } = grant.parts[0]!;
    const headers = { 'x-amz-copy-source': `/${rig.config.bucket}/${record!.objectKey}` };
    await expectStoreRefusal(await fetch(signedUrl, { method: 'PUT', headers, body: png(size) }), row);
    await expectStoreRefusal(await fetch(signedUrl, { method: 'PUT', headers }), row);
  },
  'UH-005': (row) => withExtraHeaders(row, { 'x-amz-tagging': 'scan=clean' }),
  'UH-006': (row) => withExtraHeaders(row, { 'x-amz-storage-class': 'GLACIER' }),
  'UH-007': (row) =>
    withExtraHeaders(row, {
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z',
    }),
  'UH-010': (row) => withExtraHeaders(row, { 'x-amz-meta-owner': 'other-user' }),
  'UH-011': (row) => withExtraHeaders(row, { 'x-amz-meta-snowball-auto-extract': 'true' }),
  'UH-014': async (row) => {
    const { put, receipt, facts } = await settledWith({ 'content-encoding': 'gzip' });
    expect(put).toBe(200);
    expect(receipt).toMatchObject({ status: 409, code: row.expected.code });
    expect(facts).toBe(null);
  },
  'UH-016': async () => {
    const { receipt, facts } = await settledWith({ 'cache-control': 'public, max-age=31536000' });
    expect(receipt).toMatchObject({ status: 200, state: 'available' });
    expect(facts?.cacheControl ?? null).toBe(null);
  },
  'UH-017': async () => {
    const { put, receipt, facts } = await settledWith({
      'content-language': 'x'.repeat(8192),
      expires: 'y'.repeat(4096),
    });
    if (put !== 200) return;
    expect(receipt).toMatchObject({ status: 200 });
    expect(JSON.stringify(facts)).not.toMatch(/xxx|yyy/);
  },
});

async function posted(
  row: HostileRow,
  change: (form: FormData, grant: Extract<Grant, { kind: 'post' }>) => void,
  size = 10,
) {
  const before = await rig.keys();
  const [grant] = await handshake(rig, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
  if (grant?.kind !== 'post') throw new Error('a POST was expected');
  const form = new FormData();
  for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
  change(form, grant);
  form.append('file', new Blob([png(size)]));
  const response = await fetch(grant.signedUrl, { method: 'POST', body: form, redirect: 'manual' });
  await expectStoreRefusal(response, row);
  expect(await rig.keys()).toEqual(before);
}

table('post-policy', {
  'PP-002': (row) => posted(row, () => {}, 11),
  'PP-003': (row) => posted(row, () => {}, 0),
  'PP-004': (row) => posted(row, (form) => form.append('success_action_redirect', 'https://evil.example')),
  'PP-005': (row) => posted(row, (form) => form.append('acl', 'public-read')),
  'PP-006': async (row) => {
    await posted(row, (form) => form.append('key', 'incoming/aaaaaaaaaaaaaaaaaaaaaaaaaa'));
    await posted(row, (form) => form.append('Content-Type', 'text/html'));
  },
});

async function downloadOf(name: string): Promise<Response> {
  const [grant] = await handshake(rig, [{ name, size: 5, contentType: 'text/plain' }]);
  await send(grant!, new TextEncoder().encode('hello'));
  await complete(rig, [grant!]);
  const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${grant!.key}`);
  return fetch(signedUrl);
}

table('download', {
  'DL-001': async () => {
    const rows = hostileRows('filename').filter(({ id }) =>
      ['FN-011', 'FN-015', 'FN-017', 'FN-019', 'FN-077'].includes(id),
    );
    for (const { input, expected } of rows) {
      // The profile judges extensions; here only the header matters.
      const name = `${String(input.value)} x.txt`;
      const response = await downloadOf(name);
      const header = response.headers.get('content-disposition') ?? '';
      expect(header).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.~%!-]+$/);
      expect(decodeURIComponent(header.split("UTF-8''")[1]!)).toContain('x.txt');
      expect(expected.outcome).toBe('accept');
    }
  },
  // Logs are the application's; here: nothing that we hand to it for logging holds a signature.
  'DL-004': async () => {
    await downloadOf('a.txt');
    const everything = JSON.stringify([rig.records.events(), rig.errors.map(String)]);
    expect(everything).not.toMatch(/X-Amz|Signature|Policy|rigsecret/i);
  },
  'DL-005': async () => {
    for (const [method, path, status] of [
      ['GET', '/api/upload?state=reserved', 200],
      ['GET', '/api/download?key=x', 404],
      ['POST', '/api/upload', 415],
      ['PUT', '/api/upload', 405],
    ] as const) {
      const response = await rig.call(method, path);
      expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'private, no-store']);
    }
  },
  // There is no route here that answers with a file's bytes, so there is no range to ask for.
  'DL-006': async () => {
    const grant = await uploadOf('alice');
    await complete(rig, [grant]);
    const headers = { range: 'bytes=0-0,1-1,2-2' };
    const response = await rig.call('GET', `/api/download?key=${grant.key}`, undefined, 'alice', headers);
    expect([response.status, response.headers.get('content-range')]).toEqual([200, null]);
  },
  'DL-007': async (row) => {
    const { createMemoryRateLimit } = await import('../src/memory/index.ts');
    let time = 0;
    const limited = await startRig({
      options: { rateLimit: createMemoryRateLimit({ clock: () => new Date(time) }) },
    });
    try {
      const [grant] = await handshake(limited, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
      await send(grant!, png(10));
      await complete(limited, [grant!]);
      const answers: Response[] = [];
      for (let i = 0; i < 310; i++)
        answers.push(await limited.call('GET', `/api/download?key=${grant!.key}`));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(300);
      const last = answers.at(-1)!;
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectRefusal(last, row);
      time += 60_000;
      expect((await limited.call('GET', `/api/download?key=${grant!.key}`)).status).toBe(200);
    } finally {
      await limited.close();
    }
  },
  'DL-008': async () => {
    const grant = await uploadOf('alice');
    await complete(rig, [grant]);
    const { signedUrl, expiresAt } = await rig.json<{ signedUrl: string; expiresAt: string }>(
      'GET',
      `/api/download?key=${grant.key}`,
    );
    expect((await fetch(signedUrl)).status).toBe(200);
    expect(Date.parse(expiresAt) - rig.now().getTime()).toBeLessThanOrEqual(300_000);
    rig.advance(301);
    expect((await fetch(signedUrl)).status).toBe(403);
    const event = rig.records.events().at(-1);
    expect(event).toMatchObject({
      action: 'url.signed',
      purpose: 'download',
      actor: { type: 'user', id: 'alice' },
    });
  },
  'DL-009': async () => {
    const grant = await uploadOf('alice');
    await complete(rig, [grant]);
    const { signedUrl } = await rig.json<{ signedUrl: string }>(
      'GET',
      `/api/download?key=${grant.key}&download=../../x&filename=evil.exe`,
    );
    expect(signedUrl).not.toContain('evil');
  },
  'DL-010': async () => {
    const answer = await rig.call('POST', '/api/upload', {
      files: [{ name: 'sw.js', size: 5, contentType: 'text/javascript' }],
    });
    expect(answer.status).toBe(415);
    const response = await downloadOf('sw.js.txt');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  },
});
