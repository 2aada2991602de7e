import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../src/protocol/index.ts';
import { type PersonalityName, personalities } from '../src/testing/index.ts';
import { hasToBeSigned } from '../src/testing/s3/personalities.ts';
import { codes, type HostileRow, hostileRows, statuses } from './hostileInputs.ts';
import { allCapabilities, complete, handshake, png, type Rig, send, sha256, startRig } from './startRig.ts';

/*
 * The rows about what a holder of a grant may try, against each kind of store. hostileCalls.test.ts has them on a store that
 * keeps all of it; here is what comes of each where a store does not, and why that is no harm. Rows of `signer-unit` are about
 * our signer alone, which never meets a store: createSigner.test.ts.
 */
type PutGrant = Extract<Grant, { kind: 'put' }>;
type Lane = {
  /** Without POST policies, so that small files go by PUT. */
  puts: Rig;
  others: Rig;
  last: PutGrant | null;
};

const MiB = 1024 * 1024;

/** A PUT with everything signed that this kind of store keeps. */
async function putGrant(lane: Lane): Promise<PutGrant> {
  const [grant] = await handshake(lane.puts, [
    { name: 'a.png', size: 10, contentType: 'image/png', checksumSha256: await sha256(png(10)) },
  ]);
  if (grant?.kind !== 'put') throw new Error('a PUT was expected');
  lane.last = grant;
  return grant;
}

const put = (grant: PutGrant, headers: Record<string, string> = {}, url = grant.signedUrl) =>
  fetch(url, { method: 'PUT', headers: { ...grant.headers, ...headers }, body: png(10) });

const rewrite = (url: string, change: (query: URLSearchParams) => void) => {
  const changed = new URL(url);
  change(changed.searchParams);
  return changed.href;
};

type Check = (lane: Lane, row: HostileRow) => Promise<Response>;

const rewritten =
  (change: (query: URLSearchParams) => void): Check =>
  async (lane) => {
    const grant = await putGrant(lane);
    return put(grant, {}, rewrite(grant.signedUrl, change));
  };

const without =
  (header: string): Check =>
  async (lane) => {
    const grant = await putGrant(lane);
    const { [header]: _, ...headers } = grant.headers;
    return fetch(grant.signedUrl, { method: 'PUT', headers, body: png(10) });
  };

const withHeaders =
  (headers: Record<string, string>): Check =>
  async (lane) =>
    put(await putGrant(lane), headers);

const downloaded =
  (change: (query: URLSearchParams) => void): Check =>
  async (lane) => {
    const grant = await putGrant(lane);
    expect((await put(grant)).status).toBe(200);
    await complete(lane.puts, [grant]);
    const path = `/api/download?key=${grant.key}`;
    const { signedUrl } = await lane.puts.json<{ signedUrl: string }>('GET', path);
    return fetch(rewrite(signedUrl, change));
  };

async function partsOf({ others }: Lane): Promise<Extract<Grant, { kind: 'multipart' }>> {
  const [grant] = await handshake(others, [{ name: 'a.png', size: 17 * MiB, contentType: 'image/png' }]);
  if (grant?.kind !== 'multipart') throw new Error('a multipart upload was expected');
  return grant;
}

const posted =
  (change: (form: FormData) => void, size = 10): Check =>
  async ({ others }) => {
    const [grant] = await handshake(others, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
    if (grant?.kind !== 'post') throw new Error('a POST was expected');
    const form = new FormData();
    for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
    change(form);
    form.append('file', new Blob([png(size)]));
    return fetch(grant.signedUrl, { method: 'POST', body: form, redirect: 'manual' });
  };

const checks: Record<string, Check> = {
  'PU-001': async (lane) => {
    const grant = await putGrant(lane);
    return put(grant, {}, grant.signedUrl.replace(/(?=\?)/, 'x'));
  },
  'PU-002': async (lane) => fetch((await putGrant(lane)).signedUrl),
  'PU-004': rewritten((query) => query.set('uploads', '')),
  'PU-005': rewritten((query) => query.set('X-Amz-Expires', '604800')),
  'PU-007': downloaded((query) => query.set('response-content-disposition', 'inline')),
  'PU-008': downloaded((query) => query.append('response-content-type', 'text/html')),
  'PU-009': without('content-type'),
  'PU-011': without('x-amz-checksum-sha256'),
  'PU-013': async (lane) => {
    const grant = await putGrant(lane);
    expect((await put(grant)).status).toBe(200);
    return put(grant);
  },
  'PU-014': without('if-none-match'),
  'PU-017': async (lane) => {
    const grant = await partsOf(lane);
    await send(grant, png(17 * MiB));
    await complete(lane.others, [grant]);
    const { signedUrl, size } = grant.parts[0]!;
    return fetch(signedUrl, { method: 'PUT', body: png(size) });
  },
  'PU-019': rewritten((query) => query.set('X-Amz-SignedHeaders', 'host')),
  'PU-021': async (lane) => {
    const query = {
      AWSAccessKeyId: lane.puts.config.credentials.accessKeyId,
      Expires: String(Math.floor(lane.puts.now().getTime() / 1000) + 600),
      Signature: btoa('twenty bytes of hmac'),
    };
    const grant = await putGrant(lane);
    return put(grant, {}, grant.signedUrl.replace(/\?.*/, `?${new URLSearchParams(query)}`));
  },
  'UH-005': withHeaders({ 'x-amz-tagging': 'scan=clean' }),
  'UH-006': withHeaders({ 'x-amz-storage-class': 'GLACIER' }),
  'UH-007': withHeaders({
    'x-amz-object-lock-mode': 'COMPLIANCE',
    'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z',
  }),
  'UH-010': withHeaders({ 'x-amz-meta-owner': 'other-user' }),
  'UH-011': withHeaders({ 'x-amz-meta-snowball-auto-extract': 'true' }),
  'PP-002': posted(() => {}, 11),
  'PP-003': posted(() => {}, 0),
  'PP-004': posted((form) => form.append('success_action_redirect', 'https://evil.example')),
  'PP-005': posted((form) => form.append('acl', 'public-read')),
  'PP-006': posted((form) => form.append('key', 'incoming/aaaaaaaaaaaaaaaaaaaaaaaaaa')),
};

/** Standard headers need no signature: what they do is undone when the upload settles. */
const settled: Record<string, Record<string, string>> = {
  'UH-014': { 'content-encoding': 'gzip' },
  'UH-016': { 'cache-control': 'public, max-age=31536000' },
  'UH-017': { 'content-language': 'x'.repeat(2048), expires: 'y'.repeat(1024) },
};

/** Rows that more than one request makes: hostileCalls.test.ts and unsignedHeaders.test.ts have them for each store. */
const elsewhere = new Set(['PU-015', 'UH-002']);

const unchecked = 'no such header was asked for: the store does not check it, so the worker reads the bytes';
const again = 'the same bytes again, in a source that is copied once and then removed';
const metadata = 'metadata is set anew when the upload settles';
const tags = 'nothing of ours reads tags';

/** What a kind of store lets through, and why that does no harm. */
const lets: Partial<Record<PersonalityName, Record<string, string>>> = {
  'ceph-16': { 'PU-011': unchecked, 'UH-005': tags, 'UH-010': metadata, 'UH-011': metadata },
  b2: { 'PU-013': again, 'PU-014': again },
  swift: { 'PU-011': unchecked, 'PU-013': again, 'PU-014': again },
  minio: { 'UH-005': tags },
};

const capabilitiesOf = (name: PersonalityName) => ({
  postPolicy: personalities[name].postRefusal === null,
  conditionalPut: personalities[name].conditionalPut !== 'notImplemented',
  checksumSha256: personalities[name].verifiesChecksums,
  refusesUnsignedHeaders: hasToBeSigned(personalities[name], 'x-amz-copy-source'),
});

const rows = ['presigned-url', 'unsigned-header', 'post-policy']
  .flatMap(hostileRows)
  .filter(({ id }) => !elsewhere.has(id));

/** hostileCalls.test.ts has `aws`; `npm run test:full` tries all of them. */
const tried = (Object.keys(personalities) as PersonalityName[]).filter(
  (name) => process.env.VALETKEY_TEST_FULL === '1' || name === 'ceph-16' || name === 'swift',
);

describe.each(tried)('hostile rows on %s', (name) => {
  let lane: Lane;
  const capabilities = capabilitiesOf(name);
  beforeAll(async () => {
    const [puts, others] = await Promise.all([
      startRig({ personality: name, capabilities: { ...capabilities, postPolicy: false } }),
      startRig({ personality: name, capabilities }),
    ]);
    lane = { puts, others, last: null };
  });
  afterAll(async () => {
    await Promise.all([lane.puts.close(), lane.others.close()]);
  });

  /** `null` when the row came to nothing in the way it should. */
  async function tryRow(row: HostileRow): Promise<string | null> {
    const headers = settled[row.id];
    if (headers !== undefined) {
      const grant = await putGrant(lane);
      if ((await put(grant, headers)).status !== 200) return null;
      const [receipt] = await complete(lane.puts, [grant]);
      return receipt?.status === (row.expected.code === undefined ? 200 : 409) ? null : 'settled';
    }
    const check = checks[row.id];
    if (check === undefined) throw new Error(`${row.id} is not mapped: ${JSON.stringify(row)}`);
    const response = await check(lane, row);
    const text = await response.text();
    if (response.status < 400) {
      const [receipt] = await complete(lane.puts, [lane.last!]);
      return receipt?.status === 200 ? 'let through' : null;
    }
    const isExpected =
      statuses(row).includes(response.status) && codes(row).some((one) => text.includes(one));
    // A store that knows no such header refuses it in its own words.
    const isForeign = row.surface === 'unsigned-header' && [400, 501].includes(response.status);
    const hasNoCode = codes(row).length === 0 && statuses(row).includes(response.status);
    return isExpected || isForeign || hasNoCode ? null : `${response.status} ${text}`;
  }

  it('are refused, or come to nothing', { timeout: 60_000 }, async () => {
    const found: Record<string, string> = {};
    for (const row of rows) {
      if (row.surface === 'post-policy' && !capabilities.postPolicy) continue;
      const outcome = await tryRow(row);
      if (outcome !== null) found[row.id] = outcome;
    }
    const wanted = Object.keys(lets[name] ?? {}).map((id) => [id, 'let through']);
    expect(found).toEqual(Object.fromEntries(wanted));
    for await (const { key } of lane.puts.bucketClient.listObjects({ prefix: 'files/' })) {
      const facts = JSON.stringify(await lane.puts.bucketClient.headObject({ key }));
      expect(facts).not.toMatch(/other-user|snowball|max-age|xxx|yyy/);
    }
  });

  it('ST-017: a store that executes unsigned headers gets no PUT where that is asked for', async () => {
    const { signer, bucketClient } = lane.others;
    const known = { ...allCapabilities, ...capabilities };
    const store = { signer, bucketClient, capabilities: known, isStrict: true };
    const careful = await startRig({ personality: name, options: { store } });
    try {
      const single = await careful.call('POST', '/api/upload', { contentType: 'image/png' });
      const isSafe = capabilities.refusesUnsignedHeaders;
      expect(single.status).toBe(isSafe ? 200 : 503);
      if (!isSafe) expect(await single.json()).toMatchObject({ code: 'STORE_UNSAFE' });
      const [large] = await handshake(careful, [{ name: 'a.png', size: 17 * MiB, contentType: 'image/png' }]);
      expect(large?.kind).toBe('multipart');
      if (!capabilities.postPolicy) return;
      const [small] = await handshake(careful, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
      expect(small?.kind).toBe('post');
    } finally {
      await careful.close();
    }
  });
});
