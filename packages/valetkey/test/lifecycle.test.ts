import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArticleHandshakeResponse, MultipartGrant, UploadStatus } from '../src/protocol/index.ts';
import { complete, handshake, png, type Rig, send, sha256, startRig } from './startRig.ts';

const MiB = 1024 * 1024;

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

async function download(key: string, query = ''): Promise<Response> {
  const { signedUrl } = await rig.json<{ signedUrl: string }>('GET', `/api/download?key=${key}${query}`);
  return fetch(signedUrl);
}

describe('a selection of files', () => {
  it('is granted in order, sent, completed and read back with the same bytes', async () => {
    const photo = png(1000);
    const movie = png(17 * MiB);
    const note = new TextEncoder().encode('hello');
    const grants = await handshake(rig, [
      { name: 'photo.png', size: photo.length, contentType: 'image/png' },
      { name: 'movie.png', size: movie.length, contentType: 'image/png' },
      { name: '../no\u202ete.txt', size: note.length, contentType: 'text/plain', path: 'a/../b' },
    ]);
    expect(grants.map(({ kind }) => kind)).toEqual(['post', 'multipart', 'post']);
    for (const [index, bytes] of [photo, movie, note].entries()) {
      const statuses = await send(grants[index]!, bytes);
      expect(new Set(statuses)).toEqual(new Set([index === 1 ? 200 : 204]));
    }
    const receipts = await complete(rig, grants);
    expect(receipts.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(receipts.map((receipt) => 'state' in receipt && receipt.state)).toEqual([
      'available',
      'available',
      'available',
    ]);
    expect(await complete(rig, grants)).toEqual(receipts);
    for (const [index, bytes] of [photo, movie, note].entries()) {
      const response = await download(grants[index]!.key);
      expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), Buffer.from(bytes))).toBe(0);
    }
    const named = await download(grants[2]!.key);
    expect(named.headers.get('content-disposition')).toBe(
      `attachment; filename="note.txt"; filename*=UTF-8''note.txt`,
    );
    expect(named.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(named.headers.get('cache-control')).toBe('private, no-store');
    expect(rig.errors).toEqual([]);
  });

  it('sets type and metadata on the object itself', async () => {
    const [grant] = await handshake(rig, [
      { name: 'a.zip', size: 22, contentType: 'application/x-zip-compressed' },
    ]);
    await send(grant!, new TextEncoder().encode('PK\x05\x06'.padEnd(22, '\0')));
    expect(await complete(rig, [grant!])).toMatchObject([{ status: 200, state: 'available' }]);
    const key = (await rig.keys()).find((name) => name.startsWith('files/'))!;
    const facts = await rig.bucketClient.headObject({ key });
    expect(facts?.contentType).toBe('application/zip');
    expect(facts?.metadata).toMatchObject({ uploadedby: 'alice', uploadedat: '2030-01-01T00:00:00.000Z' });
  });

  it('grants PUT where the store has no POST policies', async () => {
    const other = await startRig({
      personality: 'b2',
      capabilities: { postPolicy: false, conditionalPut: false },
    });
    try {
      const [grant] = await handshake(other, [{ name: 'a.png', size: 100, contentType: 'image/png' }]);
      expect(grant?.kind).toBe('put');
      expect(await send(grant!, png(100))).toEqual([200]);
      expect(await complete(other, [grant!])).toMatchObject([{ status: 200, state: 'available' }]);
    } finally {
      await other.close();
    }
  });

  it('checks a declared SHA-256 of a multipart upload by reading it', async () => {
    const bytes = png(17 * MiB);
    const right = await sha256(bytes);
    const wrong = await sha256(png(10));
    const grants = await handshake(
      rig,
      [right, wrong].map((checksumSha256) => ({
        name: 'a.png',
        size: bytes.length,
        contentType: 'image/png',
        checksumSha256,
      })),
    );
    for (const grant of grants) await send(grant, bytes);
    expect(await complete(rig, grants)).toMatchObject([
      { status: 200, state: 'available' },
      { status: 409, code: 'CHECKSUM_MISMATCH' },
    ]);
  });
});

describe("the article's client", () => {
  it('uploads and downloads with two calls and no complete', async () => {
    const answer = await rig.json<ArticleHandshakeResponse>('POST', '/api/upload', {
      contentType: 'image/png',
    });
    expect(Object.keys(answer).sort()).toEqual([
      'expiresAt',
      'headers',
      'key',
      'method',
      'signedUrl',
      'uploadId',
    ]);
    expect(answer.headers).toEqual({ 'content-type': 'image/png' });
    const body = png(500);
    const put = await fetch(answer.signedUrl, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body,
    });
    expect(put.status).toBe(200);
    const response = await download(answer.key);
    expect((await response.arrayBuffer()).byteLength).toBe(500);
    expect(response.headers.get('content-disposition')).toContain('file.png');
  });

  it('may not exceed 25 MiB without a size', async () => {
    const answer = await rig.json<ArticleHandshakeResponse>('POST', '/api/upload', {
      contentType: 'image/png',
    });
    await fetch(answer.signedUrl, { method: 'PUT', headers: answer.headers, body: png(25 * MiB + 1) });
    expect((await rig.call('GET', `/api/download?key=${answer.key}`)).status).toBe(409);
    expect(await complete(rig, [answer])).toMatchObject([{ status: 413, code: 'FILE_TOO_LARGE' }]);
  });

  it('gets 409 before anything was sent', async () => {
    const answer = await rig.json<ArticleHandshakeResponse>('POST', '/api/upload', {
      contentType: 'image/png',
    });
    const response = await rig.call('GET', `/api/download?key=${answer.key}`);
    expect([response.status, (await response.json()).code]).toEqual([409, 'NOT_UPLOADED']);
  });
});

describe('resume', () => {
  it('lists the stored parts and signs the rest', async () => {
    const [grant] = (await handshake(rig, [
      { name: 'big.mp4', size: 5 * 1024 * MiB, contentType: 'video/mp4', fingerprint: 'f1' },
    ])) as MultipartGrant[];
    // Fourteen rounds of the six connections, within one window.
    expect(grant!.parts).toHaveLength(90);
    const part = grant!.parts[1]!;
    const body = png(1);
    expect((await fetch(part.signedUrl, { method: 'PUT', body })).status).toBe(403);
    const [small] = (await handshake(rig, [
      { name: 'b.mp4', size: 17 * MiB, contentType: 'video/mp4' },
    ])) as MultipartGrant[];
    await send({ ...small!, parts: [small!.parts[2]!] }, png(17 * MiB));
    const status = await rig.json<UploadStatus>('GET', `/api/upload/${small!.uploadId}`);
    expect(status).toMatchObject({
      state: 'reserved',
      size: 17 * MiB,
      stored: [{ partNumber: 3, size: 5 * MiB }],
    });
    const { parts } = await rig.json<{ parts: MultipartGrant['parts'] }>('POST', '/api/upload/parts', {
      uploadId: small!.uploadId,
      partNumbers: [4, 1, 2],
    });
    expect(parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [4, 2 * MiB],
      [1, 5 * MiB],
      [2, 5 * MiB],
    ]);
    const list = await rig.json<{ uploads: UploadStatus[]; nextCursor: string | null }>(
      'GET',
      '/api/upload?state=reserved&limit=1',
    );
    const rest = await rig.json<{ uploads: UploadStatus[]; nextCursor: string | null }>(
      'GET',
      `/api/upload?state=reserved&limit=1&cursor=${list.nextCursor}`,
    );
    expect(new Set([...list.uploads, ...rest.uploads].map(({ name }) => name))).toEqual(
      new Set(['big.mp4', 'b.mp4']),
    );
    expect(rest.nextCursor).toBe(null);
    expect((await rig.call('DELETE', `/api/upload/${small!.uploadId}`)).status).toBe(204);
    expect((await rig.call('DELETE', `/api/upload/${small!.uploadId}`)).status).toBe(204);
    expect(await rig.openMultiparts()).toBe(1);
  });

  it('re-signs what expired, and an old URL is dead by then', async () => {
    const [grant] = await handshake(rig, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
    rig.advance(601);
    expect(await send(grant!, png(10))).toEqual([403]);
    const { uploads } = await rig.json<{ uploads: (typeof grant)[] }>('POST', '/api/upload/sign', {
      uploadIds: [grant!.uploadId],
    });
    expect(await send(uploads[0]!, png(10))).toEqual([204]);
    expect(await complete(rig, [grant!])).toMatchObject([{ status: 200 }]);
  });
});

describe('an idempotency key', () => {
  const files = [
    { name: 'a.png', size: 10, contentType: 'image/png' },
    { name: 'b.png', size: 17 * MiB, contentType: 'image/png' },
  ];

  it('returns the same uploads with working URLs, once', async () => {
    const first = await handshake(rig, files, { idempotencyKey: 'k1' });
    rig.advance(30);
    const second = await handshake(rig, files, { idempotencyKey: 'k1' });
    expect(second.map(({ uploadId }) => uploadId)).toEqual(first.map(({ uploadId }) => uploadId));
    await send(second[0]!, png(10));
    await send(first[1]!, png(17 * MiB));
    expect(await complete(rig, first)).toMatchObject([{ status: 200 }, { status: 200 }]);
    const third = await rig.call('POST', '/api/upload', { files, idempotencyKey: 'k1' });
    expect([third.status, (await third.json()).code]).toEqual([409, 'INVALID_STATE']);
    const other = await rig.call('POST', '/api/upload', { files: files.slice(1), idempotencyKey: 'k1' });
    expect([other.status, (await other.json()).code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });

  it('used twice at once opens one multipart upload', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => handshake(rig, files, { idempotencyKey: 'k2' })),
    );
    expect(new Set(answers.map((grants) => grants[1]!.uploadId)).size).toBe(1);
    expect(await rig.openMultiparts()).toBe(1);
    await send(answers[3]![1]!, png(17 * MiB));
    expect(await complete(rig, [answers[0]![1]!])).toMatchObject([{ status: 200, state: 'available' }]);
  });
});

describe('a new version', () => {
  it('is read once it arrived, and the old one stays readable by number', async () => {
    const [first] = await handshake(rig, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
    await send(first!, png(10));
    await complete(rig, [first!]);
    const [second] = await handshake(rig, [
      { name: 'a.png', size: 20, contentType: 'image/png', documentId: first!.key },
    ]);
    expect(second!.key).toBe(first!.key);
    expect((await (await download(first!.key)).arrayBuffer()).byteLength).toBe(10);
    await send(second!, png(20));
    await complete(rig, [second!]);
    expect((await (await download(first!.key)).arrayBuffer()).byteLength).toBe(20);
    expect((await (await download(first!.key, '&version=1')).arrayBuffer()).byteLength).toBe(10);
    const foreign = await rig.call(
      'POST',
      '/api/upload',
      { files: [{ name: 'a.png', size: 20, contentType: 'image/png', documentId: first!.key }] },
      'bob',
    );
    expect(foreign.status).toBe(404);
  });
});

describe('verification by a worker', () => {
  it('leaves a job, lets a download wait, and gives the verdict when called', async () => {
    await rig.close();
    rig = await startRig({ options: { verification: 'worker' } });
    const [good, bad] = await handshake(rig, [
      { name: 'a.png', size: 10, contentType: 'image/png' },
      { name: 'b.png', size: 10, contentType: 'image/png' },
    ]);
    await send(good!, png(10));
    await send(bad!, new Uint8Array(10).fill(0x3c));
    expect(await complete(rig, [good!, bad!])).toMatchObject([{ state: 'uploaded' }, { state: 'uploaded' }]);
    expect(rig.jobs).toEqual(
      [good, bad].map((grant) => ({ name: 'verify', payload: { uploadId: grant!.uploadId } })),
    );
    const before = rig.now().getTime();
    const waiting = await rig.call('GET', `/api/download?key=${good!.key}`);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([409, '5']);
    expect(await waiting.json()).toMatchObject({ code: 'NOT_YET_AVAILABLE' });
    expect(rig.now().getTime() - before).toBe(10_000);
    expect((await rig.valetKey.verify(good!.uploadId)).state).toBe('available');
    expect((await rig.valetKey.verify(good!.uploadId)).state).toBe('available');
    expect(await rig.valetKey.verify(bad!.uploadId)).toMatchObject({
      state: 'rejected',
      reasonCode: 'TYPE_MISMATCH',
    });
    expect((await rig.call('GET', `/api/download?key=${good!.key}`)).status).toBe(200);
    const refused = await rig.call('GET', `/api/download?key=${bad!.key}`);
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'NOT_AVAILABLE']);
    expect(await complete(rig, [bad!])).toMatchObject([{ status: 409, code: 'TYPE_MISMATCH' }]);
  });

  it.each<[string, (own: Rig) => { othersEndedAt?: Date }]>([
    [
      'was overtaken',
      (own) => {
        own.advance(61);
        return {};
      },
    ],
    [
      'is known to be dead',
      (own) => {
        own.advance(1);
        return { othersEndedAt: own.clock() };
      },
    ],
  ])('drops the verdict of an attempt that %s', async (_, pass) => {
    await rig.close();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isFirst = true;
    rig = await startRig({
      options: {
        verification: 'worker',
        detectType: async () => {
          if (!isFirst) return 'image/png';
          isFirst = false;
          await gate;
          return 'text/html';
        },
      },
    });
    const [grant] = await handshake(rig, [{ name: 'a.png', size: 10, contentType: 'image/png' }]);
    await send(grant!, png(10));
    await complete(rig, [grant!]);
    const slow = rig.valetKey.verify(grant!.uploadId);
    const stateOf = async () => (await rig.records.find({ uploadIds: [grant!.uploadId] }))[0]?.state;
    await vi.waitFor(async () => expect(await stateOf()).toBe('verifying'));
    expect((await rig.valetKey.verify(grant!.uploadId)).state).toBe('verifying');
    const begunNow = { othersEndedAt: rig.clock() };
    expect((await rig.valetKey.verify(grant!.uploadId, begunNow)).state).toBe('verifying');
    expect((await rig.valetKey.verify(grant!.uploadId, pass(rig))).state).toBe('available');
    release();
    expect((await slow).state).toBe('available');
  });
});
