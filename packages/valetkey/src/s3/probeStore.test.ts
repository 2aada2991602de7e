import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { probeStore } from './probeStore.ts';
import type { StoreConfig } from './StoreConfig.ts';

const config: StoreConfig = {
  endpoint: 'http://127.0.0.1:9',
  publicEndpoints: ['https://public.example'],
  region: 'us-east-1',
  bucket: 'examplebucket',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
};
const now = new Date('2026-11-22T12:00:00Z');

type Rules = {
  policy: boolean;
  conditional: boolean;
  length: boolean;
  checksum: boolean;
  partChecksum: boolean;
  refuses: (header: string) => boolean;
  refusesPartCopy: boolean;
  type: boolean;
  overrides: boolean;
  exposes: boolean;
  skewSeconds: number;
};
const strict: Rules = {
  policy: true,
  conditional: true,
  length: true,
  checksum: true,
  partChecksum: true,
  refuses: () => true,
  refusesPartCopy: true,
  type: true,
  overrides: true,
  exposes: true,
  skewSeconds: 0,
};

/** A store in a few lines: it trusts signatures and enforces what its rules say. */
function modelStore(rules: Rules) {
  const objects = new Map<string, string>();
  const hosts = new Set<string>();
  const answer = (status: number) =>
    new Response(null, {
      status,
      headers: { date: new Date(now.getTime() + rules.skewSeconds * 1000).toUTCString() },
    });
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { host, pathname, searchParams } = new URL(url);
    hosts.add(host);
    const headers = new Headers(init.headers);
    if (init.method === 'HEAD') return answer(objects.has(pathname) ? 200 : 404);
    if (init.method === 'GET' && searchParams.has('uploadId')) {
      const sum = createHash('sha256').update('valetkey').digest('base64');
      const listed = rules.partChecksum ? `<ChecksumSHA256>${sum}</ChecksumSHA256>` : '';
      const part = `<Part><PartNumber>1</PartNumber><Size>8</Size><ETag>"x"</ETag>${listed}</Part>`;
      return new Response(`<ListPartsResult>${part}</ListPartsResult>`, { status: 200 });
    }
    if (init.method === 'GET') {
      const added = searchParams.has('response-content-encoding') && rules.overrides;
      return answer(added ? 403 : 200);
    }
    if (init.method === 'POST' && searchParams.has('uploads')) {
      const xml = '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';
      return new Response(xml, { status: 200 });
    }
    if (searchParams.has('partNumber') && headers.has('x-amz-checksum-sha256'))
      return answer(rules.partChecksum && init.body !== 'valetkey' ? 400 : 200);
    if (searchParams.has('partNumber')) return answer(rules.refusesPartCopy ? 400 : 200);
    if (init.method === 'DELETE') {
      objects.delete(pathname);
      return answer(204);
    }
    if (init.method === 'POST') {
      const form = init.body as FormData;
      const policy = JSON.parse(atob(String(form.get('Policy')))) as { conditions: unknown[][] };
      const size = (form.get('file') as Blob).size;
      if (!rules.policy) return answer(412);
      if (size !== policy.conditions[0]?.[1]) return answer(400);
      objects.set(`/examplebucket/${form.get('key')}`, 'x');
      return answer(204);
    }
    const body = String(init.body);
    if (headers.has('authorization')) {
      objects.set(pathname, body); // the server's own write
      return answer(200);
    }
    if (searchParams.get('X-Amz-SignedHeaders')?.includes('content-type') && rules.type) {
      if (headers.get('content-type') !== 'text/plain') return answer(403);
    }
    const signed = searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? [];
    const unsigned = [...headers.keys()].filter(
      (name) => name.startsWith('x-amz-') && !signed.includes(name),
    );
    if (unsigned.some(rules.refuses)) return answer(403);
    if (rules.length && body.length !== 8) return answer(403);
    const isConditional = headers.get('if-none-match') === '*';
    if (isConditional && !rules.conditional) return answer(501);
    if (isConditional && objects.has(pathname)) return answer(412);
    if (rules.checksum && headers.has('x-amz-checksum-sha256') && body !== 'valetkey') return answer(400);
    objects.set(pathname, body);
    const done = answer(200);
    const origin = headers.get('origin');
    if (origin) done.headers.set('access-control-allow-origin', origin);
    if (origin && rules.exposes) done.headers.set('access-control-expose-headers', 'x-amz-id, ETag');
    return done;
  };
  return { objects, hosts, fetch };
}

const options = { clock: () => now, sleep: async () => undefined, origins: ['https://app.example'] };

describe('probeStore', () => {
  it('finds nothing to say about a strict store, leaves nothing, and stays on its own endpoint', async () => {
    const store = modelStore(strict);
    const { capabilities, warnings } = await probeStore(config, { ...options, fetch: store.fetch });
    expect(capabilities).toEqual({
      postPolicy: true,
      conditionalPut: true,
      signedLength: true,
      checksumSha256: true,
      partChecksumSha256: true,
      refusesUnsignedHeaders: true,
      refusesUnsignedPartCopy: true,
      signedContentType: true,
      signedOverrides: true,
      etagExposed: true,
      clockSkewSeconds: 0,
    });
    expect(warnings).toEqual([]);
    expect(store.objects.size).toBe(0);
    expect([...store.hosts]).toEqual(['127.0.0.1:9']);
  });

  it.each<[string, Partial<Rules>, RegExp]>([
    ['postPolicy', { policy: false }, /POST policies/],
    ['conditionalPut', { conditional: false }, /If-None-Match/],
    ['signedLength', { length: false }, /signed length/],
    ['checksumSha256', { checksum: false }, /x-amz-checksum-sha256/],
    ['partChecksumSha256', { partChecksum: false }, /checksums of parts/],
    ['refusesUnsignedHeaders', { refuses: (name) => name !== 'x-amz-copy-source' }, /\(x-amz-copy-source\)/],
    ['refusesUnsignedHeaders', { refuses: (name) => name !== 'x-amz-acl' }, /\(x-amz-acl\)/],
    ['refusesUnsignedHeaders', { refuses: (name) => name !== 'x-amz-grant-read' }, /\(x-amz-grant-read\)/],
    ['refusesUnsignedHeaders', { refuses: () => false }, /x-amz-meta-probe/],
    ['refusesUnsignedPartCopy', { refusesPartCopy: false }, /presigned part/],
    ['signedContentType', { type: false }, /signed Content-Type/],
    ['signedOverrides', { overrides: false }, /response-\*/],
    ['etagExposed', { exposes: false }, /read ETag/],
  ])('sees the lack of %s and says so', async (name, lack, sentence) => {
    const store = modelStore({ ...strict, ...lack });
    const { capabilities, warnings } = await probeStore(config, { ...options, fetch: store.fetch });
    expect(Object.entries(capabilities).filter(([, value]) => value === false)).toEqual([[name, false]]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(sentence);
    expect(store.objects.size).toBe(0);
  });

  it.each([
    [400, /behind/],
    [-400, /ahead of/],
  ])('measures a clock that is %i s off', async (skewSeconds, sentence) => {
    const store = modelStore({ ...strict, skewSeconds });
    const { capabilities, warnings } = await probeStore(config, { ...options, fetch: store.fetch });
    expect(Math.abs(capabilities.clockSkewSeconds - skewSeconds)).toBeLessThanOrEqual(1);
    expect(warnings[0]).toMatch(sentence);
  });

  it('does not take a store in trouble for one that enforces', async () => {
    const store = modelStore(strict);
    const fetch = async (url: string, init: RequestInit) =>
      new Headers(init.headers).has('x-amz-acl')
        ? new Response(null, { status: 503 })
        : store.fetch(url, init);
    const { capabilities } = await probeStore(config, { ...options, fetch });
    expect(capabilities.refusesUnsignedHeaders).toBe(false);
  });

  it('fails when the store is away or refuses a correct upload, without a signature in the message', async () => {
    const away = async () => {
      throw new TypeError('fetch failed');
    };
    const refusing = async () => new Response(null, { status: 403 });
    for (const fetch of [away, refusing]) {
      const error = await probeStore(config, { ...options, fetch }).catch((e: Error) => e);
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(String(error)).not.toContain('Signature');
    }
  });
});
