import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { Grant } from 'valetkey/protocol';
import { describe, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { anonymous, clientOf } from '../clients.ts';
import { makePdf, makePng, sha256 } from '../makeFile.ts';
import { readStore } from '../readStore.ts';
import { download, sendBytes, uploadFile, waitForDownload } from '../transfer.ts';

const MiB = 1024 * 1024;
const id = /^[a-z2-7]{26}$/;
const problem = (status: number, code: string) => ({
  status,
  json: expect.objectContaining({ status, code }),
});

describe("the article's handshake", () => {
  it('knows two routes and a PUT, and gets its file back with our metadata on the object', async () => {
    const alice = clientOf('alice');
    const bytes = makePng(40);
    const handshake = await alice.post('/api/upload', { contentType: 'image/png' });
    expect(handshake.status).toBe(200);
    expect(handshake.json).toEqual({
      uploadId: expect.stringMatching(id),
      key: expect.stringMatching(id),
      signedUrl: expect.stringMatching(/^https?:\/\//),
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    const { signedUrl, key, expiresAt } = handshake.json;
    expect(new URL(signedUrl).searchParams.get('X-Amz-Expires')).toBe('600');
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
    const put = await fetch(signedUrl, {
      method: 'PUT',
      body: bytes,
      headers: { 'Content-Type': 'image/png' },
    });
    expect(put.status).toBe(200);

    const url = await waitForDownload(alice, key);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('300');
    const got = await download(url);
    expect(sha256(got.bytes)).toBe(sha256(bytes));
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]+\.png"/);
    expect(got.headers.get('content-type')).toBe('image/png');

    const store = await readStore(inject('system'));
    if (!store) return;
    const objectKey = decodeURIComponent(new URL(url).pathname)
      .split(`${store.bucket}/`)
      .at(-1)!
      .replace(/^\//, '');
    expect(objectKey).toMatch(/^files\/[a-z2-7]{26}$/);
    expect(objectKey).not.toContain(key);
    const head = await store.client.send(new HeadObjectCommand({ Bucket: store.bucket, Key: objectKey }));
    expect(head.Metadata).toMatchObject({ uploadedby: expect.any(String), uploadedat: expect.any(String) });
    expect(Number.isNaN(Date.parse(head.Metadata!.uploadedat!))).toBe(false);
    expect(head.ContentType).toBe('image/png');
  });

  it('may have 25 MiB without declaring a size, and not a byte more', async () => {
    const alice = clientOf('alice');
    const handshake = await alice.post('/api/upload', { contentType: 'video/mp4' });
    const { signedUrl, key } = handshake.json;
    const bytes = new Uint8Array(25 * MiB + 1);
    bytes.set(Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'));
    await fetch(signedUrl, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'video/mp4' } });
    const reply = await alice.get(`/api/download?key=${key}`);
    expect([409, 413]).toContain(reply.status);
    const file = await alice.get(`/api/files/${key}`);
    expect(file.json).toMatchObject({ state: 'rejected', rejection: { code: expect.any(String) } });
  });

  it('answers 409 to a download that nobody uploaded', async () => {
    const alice = clientOf('alice');
    const { key } = (await alice.post('/api/upload', { contentType: 'image/png' })).json;
    const reply = await alice.get(`/api/download?key=${key}`);
    expect(reply.status).toBe(409);
    expect(['NOT_UPLOADED', 'NOT_YET_AVAILABLE', 'INVALID_STATE']).toContain(reply.json.code);
  });

  it('refuses at the store another content type than the signed one', async () => {
    const { signedUrl } = (await clientOf('alice').post('/api/upload', { contentType: 'image/png' })).json;
    const put = await fetch(signedUrl, {
      method: 'PUT',
      body: 'x',
      headers: { 'Content-Type': 'text/html' },
    });
    expect(put.status).toBe(403);
  });
});

describe('handshake for any number of files', () => {
  it('grants by size, in the order of the request, with opaque ids', async () => {
    const alice = clientOf('alice');
    const files = [
      { name: 'a.png', contentType: 'image/png', size: 1234 },
      { name: 'movie.mp4', contentType: 'video/mp4', size: 200 * MiB },
      { name: 'c.pdf', contentType: 'application/pdf', size: 99 },
    ];
    const reply = await alice.post('/api/upload', { files });
    expect(reply.status).toBe(200);
    const grants: Grant[] = reply.json.uploads;
    expect(grants).toHaveLength(3);
    expect(['post', 'put']).toContain(grants[0]!.kind);
    expect(grants[1]!.kind).toBe('multipart');
    expect(new Set(grants.flatMap(({ uploadId, key }) => [uploadId, key])).size).toBe(6);
    for (const grant of grants) {
      expect(grant.uploadId).toMatch(id);
      expect(grant.key).toMatch(id);
      expect(JSON.stringify(grant)).not.toContain('movie');
      if (grant.kind === 'put')
        expect(Object.keys(grant).sort()).toEqual([
          'expiresAt',
          'headers',
          'key',
          'kind',
          'method',
          'signedUrl',
          'uploadId',
        ]);
      if (grant.kind === 'post')
        expect(Object.keys(grant).sort()).toEqual([
          'expiresAt',
          'fields',
          'key',
          'kind',
          'method',
          'signedUrl',
          'uploadId',
        ]);
      if (grant.kind !== 'multipart') continue;
      expect(grant.parts[0]).toEqual({
        partNumber: 1,
        signedUrl: expect.any(String),
        headers: expect.any(Object),
        size: grant.partSize,
      });
      const { searchParams } = new URL(grant.parts[0]!.signedUrl);
      expect(searchParams.get('X-Amz-SignedHeaders')).toContain('content-length');
    }
  });

  it('gives the same uploads with fresh URLs for a repeated idempotency key, and 409 for another body', async () => {
    const alice = clientOf('alice');
    const body = {
      idempotencyKey: `once-${Date.now()}`,
      files: [{ name: 'a.png', contentType: 'image/png', size: 77 }],
    };
    const first = await alice.post('/api/upload', body);
    const again = await alice.post('/api/upload', body);
    expect(again.json.uploads.map((grant: Grant) => grant.uploadId)).toEqual(
      first.json.uploads.map((grant: Grant) => grant.uploadId),
    );
    const other = await alice.post('/api/upload', { ...body, files: [{ ...body.files[0], size: 78 }] });
    expect(other).toMatchObject(problem(409, 'IDEMPOTENCY_CONFLICT'));
    const bob = await clientOf('bob').post('/api/upload', body);
    expect(bob.status).toBe(200);
    expect(bob.json.uploads[0].uploadId).not.toBe(first.json.uploads[0].uploadId);
  });

  it('refuses what it must', async () => {
    const alice = clientOf('alice');
    const file = { name: 'a.png', contentType: 'image/png', size: 10 };
    const one = (over: object) => alice.post('/api/upload', { files: [{ ...file, ...over }] });
    expect(await one({ size: 0 })).toMatchObject(problem(400, 'INVALID_SIZE'));
    expect(await one({ size: 1.5 })).toMatchObject(problem(400, 'INVALID_SIZE'));
    expect(await one({ size: 6 * 1024 ** 4 })).toMatchObject(problem(413, 'FILE_TOO_LARGE'));
    expect(await one({ name: '' })).toMatchObject(problem(400, 'INVALID_FILENAME'));
    expect(await one({ name: 'a.exe', contentType: 'application/x-msdownload' })).toMatchObject(
      problem(415, 'TYPE_NOT_ALLOWED'),
    );
    expect(await one({ contentType: 'image/svg+xml', name: 'a.svg' })).toMatchObject(
      problem(415, 'TYPE_NOT_ALLOWED'),
    );
    expect(await one({ contentType: 'text/html', name: 'a.html' })).toMatchObject(
      problem(415, 'TYPE_NOT_ALLOWED'),
    );
    expect(await one({ contentType: 'image/png; x=y' })).toMatchObject(problem(400, 'INVALID_CONTENT_TYPE'));
    expect(await one({ checksumSha256: 'short' })).toMatchObject(problem(400, 'INVALID_CHECKSUM'));
    expect(await one({ ownerId: 'other' })).toMatchObject(problem(400, 'UNKNOWN_FIELD'));
    expect(await one({ documentId: 'a'.repeat(26) })).toMatchObject(problem(404, 'NOT_FOUND'));
    const many = Array.from({ length: 1_001 }, () => file);
    expect(await alice.post('/api/upload', { files: many })).toMatchObject(problem(400, 'TOO_MANY_FILES'));
    expect(await alice.post('/api/upload', { files: [] })).toMatchObject({ status: 400 });
    expect(await alice.send('/api/upload', { method: 'POST', body: '{' })).toMatchObject(
      problem(400, 'INVALID_JSON'),
    );
    const big = JSON.stringify({ files: [{ ...file, path: 'x'.repeat(600 * 1024) }] });
    expect(await alice.send('/api/upload', { method: 'POST', body: big })).toMatchObject(
      problem(413, 'BODY_TOO_LARGE'),
    );
    const text = {
      method: 'POST',
      body: JSON.stringify({ files: [file] }),
      headers: { 'content-type': 'text/plain' },
    };
    expect(await alice.send('/api/upload', text)).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });
});

describe('one upload from grant to download', () => {
  it('small: sign again, send, complete twice, list, rename, download, delete', async () => {
    const alice = clientOf('alice');
    const bytes = makePdf('A contract');
    const name = `Vertrag Nr. 5 – Größe ${Date.now()}.pdf`;
    const handshake = await alice.post('/api/upload', {
      files: [
        {
          name,
          contentType: 'application/pdf',
          size: bytes.byteLength,
          path: 'contracts/2026',
          fingerprint: 'f1',
        },
      ],
    });
    const { uploadId, key } = handshake.json.uploads[0] as Grant;

    const early = await alice.post('/api/upload/complete', { uploads: [{ uploadId }] });
    expect(early.json.files).toEqual([
      { uploadId, status: 409, code: 'NOT_UPLOADED', detail: expect.any(String) },
    ]);
    const unfinished = await alice.get('/api/upload?state=reserved');
    expect(unfinished.json.uploads).toContainEqual(
      expect.objectContaining({
        uploadId,
        key,
        name,
        size: bytes.byteLength,
        fingerprint: 'f1',
        state: 'reserved',
      }),
    );

    const signed = await alice.post('/api/upload/sign', { uploadIds: [uploadId] });
    expect(signed.json.uploads[0]).toMatchObject({ uploadId, key });
    await sendBytes(signed.json.uploads[0], bytes);
    for (const _ of ['first', 'repeated']) {
      const completion = await alice.post('/api/upload/complete', { uploads: [{ uploadId }] });
      expect(completion.json.files).toEqual([{ uploadId, status: 200, id: key, state: expect.any(String) }]);
    }
    const got = await download(await waitForDownload(alice, key));
    expect(sha256(got.bytes)).toBe(sha256(bytes));
    expect(got.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);

    const file = await alice.get(`/api/files/${key}`);
    expect(file.json).toMatchObject({
      id: key,
      name,
      size: bytes.byteLength,
      contentType: 'application/pdf',
      state: 'available',
      review: 'unreviewed',
      version: 1,
      // Made in their own time (47-previews).
      derivatives: expect.any(Array),
      rejection: null,
      outcome: null,
    });
    expect(file.text).not.toMatch(/incoming\/|files\/[a-z2-7]{26}|etag|bucket|objectKey|storageUploadId/i);
    const renamed = await alice.send(`/api/files/${key}`, {
      method: 'PATCH',
      json: { name: '../x/ contract?.pdf' },
    });
    expect(renamed.json).toMatchObject({ id: key, name: 'contract_.pdf' });

    const removed = await alice.send(`/api/files/${key}`, { method: 'DELETE' });
    expect(removed.status).toBe(204);
    expect((await alice.get(`/api/download?key=${key}`)).status).toBe(404);
    const repeated = await alice.send(`/api/files/${key}`, { method: 'DELETE' });
    expect([204, 404]).toContain(repeated.status);
  });

  it('large: parts in windows, resume state from the store, completion in any order', async () => {
    const alice = clientOf('alice');
    const bytes = new Uint8Array(20 * MiB);
    crypto.getRandomValues(bytes.subarray(64, 64 + 65_536));
    bytes.set(Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'));
    const handshake = await alice.post('/api/upload', {
      files: [{ name: 'large.mp4', contentType: 'video/mp4', size: bytes.byteLength, fingerprint: 'large' }],
    });
    const grant = handshake.json.uploads[0] as Extract<Grant, { kind: 'multipart' }>;
    expect(grant.kind).toBe('multipart');
    const [first, ...rest] = grant.parts;
    const send = (part: (typeof grant.parts)[number]) => {
      const start = (part.partNumber - 1) * grant.partSize;
      return fetch(part.signedUrl, {
        method: 'PUT',
        headers: part.headers,
        body: bytes.subarray(start, start + part.size),
      });
    };
    expect((await send(first!)).status).toBe(200);
    const status = await alice.get(`/api/upload/${grant.uploadId}`);
    expect(status.json).toMatchObject({
      state: 'reserved',
      size: bytes.byteLength,
      partSize: grant.partSize,
      stored: [{ partNumber: 1, size: first!.size }],
    });
    const early = await alice.post('/api/upload/complete', { uploads: [{ uploadId: grant.uploadId }] });
    expect(early.json.files[0]).toMatchObject({ status: 409, code: 'NOT_UPLOADED' });

    const numbers = rest.map(({ partNumber }) => partNumber);
    const again = await alice.post('/api/upload/parts', { uploadId: grant.uploadId, partNumbers: numbers });
    expect(again.json.parts.map((part: { partNumber: number }) => part.partNumber)).toEqual(numbers);
    for (const part of again.json.parts) expect((await send(part)).status).toBe(200);
    const receipts = await Promise.all(
      [1, 2, 3].map(() => alice.post('/api/upload/complete', { uploads: [{ uploadId: grant.uploadId }] })),
    );
    for (const { json } of receipts) expect(json.files[0]).toMatchObject({ status: 200, id: grant.key });
    const got = await download(await waitForDownload(alice, grant.key));
    expect(sha256(got.bytes)).toBe(sha256(bytes));
    for (const partNumbers of [[0], [-1], [10_001], [numbers.length + 2], [1.5], ['1'], []]) {
      const reply = await alice.post('/api/upload/parts', { uploadId: grant.uploadId, partNumbers });
      expect([400, 409]).toContain(reply.status);
    }
  });

  it('aborted: nothing is left to sign, complete or resume', async () => {
    const alice = clientOf('alice');
    for (const file of [
      { name: 'gone.png', contentType: 'image/png', size: 10 },
      { name: 'gone.mp4', contentType: 'video/mp4', size: 30 * MiB },
    ]) {
      const { uploadId } = (await alice.post('/api/upload', { files: [file] })).json.uploads[0];
      expect((await alice.send(`/api/upload/${uploadId}`, { method: 'DELETE' })).status).toBe(204);
      const sign = await alice.post('/api/upload/sign', { uploadIds: [uploadId] });
      expect([404, 409]).toContain(sign.status);
      const complete = await alice.post('/api/upload/complete', { uploads: [{ uploadId }] });
      expect(complete.json.files[0]).toMatchObject({ uploadId, status: 409 });
      const listed = await alice.get('/api/upload?state=reserved');
      expect(listed.text).not.toContain(uploadId);
    }
  });

  it('with content of another kind than declared: rejected, never downloadable', async () => {
    const alice = clientOf('alice');
    const bytes = new TextEncoder().encode('<!doctype html><script>alert(1)</script>');
    const { key } = await uploadFile(alice, { name: 'photo.png', contentType: 'image/png' }, bytes);
    const reply = await alice.get(`/api/download?key=${key}`);
    expect(reply.status).toBe(409);
    const file = await alice.get(`/api/files/${key}`);
    expect(file.json).toMatchObject({
      state: 'rejected',
      rejection: { code: 'TYPE_MISMATCH', message: expect.any(String) },
    });
  });

  it('a new version keeps the id; old versions stay readable by number', async () => {
    const alice = clientOf('alice');
    const first = makePng(20);
    const second = makePng(21);
    const { key } = await uploadFile(alice, { name: 'plan.png', contentType: 'image/png' }, first);
    await waitForDownload(alice, key);
    const next = await uploadFile(
      alice,
      { name: 'plan.png', contentType: 'image/png', documentId: key },
      second,
    );
    expect(next.key).toBe(key);
    expect(sha256((await download(await waitForDownload(alice, key))).bytes)).toBe(sha256(second));
    const old = await alice.get(`/api/download?key=${key}&version=1`);
    expect(sha256((await download(old.json.signedUrl)).bytes)).toBe(sha256(first));
    expect((await alice.get(`/api/files/${key}`)).json).toMatchObject({ version: 2 });
    const foreign = await clientOf('bob').post('/api/upload', {
      files: [{ name: 'plan.png', contentType: 'image/png', size: 10, documentId: key }],
    });
    expect(foreign).toMatchObject(problem(404, 'NOT_FOUND'));
  });
});

describe('lists', () => {
  it('are newest first, paged by an opaque cursor, searchable and strict about their query', async () => {
    const alice = clientOf('alice');
    const mark = `listed${Date.now()}`;
    for (const index of [1, 2, 3]) {
      await uploadFile(alice, { name: `${mark}-${index}.png`, contentType: 'image/png' }, makePng(8));
    }
    const names = (reply: { json: { files: { name: string }[] } }) =>
      reply.json.files.map(({ name }) => name);
    const first = await alice.get(`/api/files?limit=2&q=${mark}`);
    expect(names(first)).toEqual([`${mark}-3.png`, `${mark}-2.png`]);
    expect(first.json.nextCursor).toEqual(expect.any(String));
    const cursor = encodeURIComponent(first.json.nextCursor);
    const second = await alice.get(`/api/files?limit=2&q=${mark}&cursor=${cursor}`);
    expect(names(second)).toEqual([`${mark}-1.png`]);
    expect(second.json.nextCursor).toBeNull();
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'limit=1&limit=2',
      'sort=owner',
      'cursor=forged',
    ]) {
      expect(await alice.get(`/api/files?${query}`), query).toMatchObject(problem(400, 'INVALID_QUERY'));
    }
    expect(await alice.get('/api/download?key=a&key=b')).toMatchObject(problem(400, 'INVALID_QUERY'));
    expect(names(await clientOf('bob').get(`/api/files?q=${mark}`))).toEqual([]);
    const wild = await alice.get(`/api/files?q=${encodeURIComponent('%')}&limit=100`);
    expect(names(wild)).toEqual([]);
  });
});

describe('sessions', () => {
  it('begin and end as better-auth defines', async () => {
    const { url, password } = inject('system');
    const visitor = new ApiClient(url);
    const signIn = await visitor.signIn('bob@example.com', password);
    expect(signIn.status).toBe(200);
    const cookie = [signIn.headers['set-cookie']].flat().join('\n');
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Domain=/i);
    const session = await visitor.get('/api/auth/get-session');
    expect(session.json).toMatchObject({ user: { email: 'bob@example.com' } });
    const signOut = await visitor.post('/api/auth/sign-out', {});
    expect(signOut.status).toBe(200);
    expect((await visitor.get('/api/files')).status).toBe(401);
  });

  it('can be made by signing up, and a newcomer has nothing', async () => {
    const visitor = anonymous();
    const email = `new-${Date.now()}@example.com`;
    const signUp = await visitor.post('/api/auth/sign-up/email', {
      email,
      password: 'a long enough password',
      name: 'New',
    });
    expect(signUp.status).toBe(200);
    const files = await visitor.get('/api/files');
    expect(files.json).toEqual({ files: [], nextCursor: null });
    const asAdmin = await anonymous().post('/api/auth/sign-up/email', {
      email: `x${email}`,
      password: 'a long enough password',
      name: 'New',
      role: 'admin',
    });
    const session = asAdmin.status === 200 ? asAdmin.json.user?.role : null;
    expect(session).not.toBe('admin');
  });
});

describe('headers', () => {
  it('are safe on every kind of answer', async () => {
    const client = anonymous();
    for (const path of [
      '/',
      '/sign-in',
      '/nowhere',
      '/api/health',
      '/api/files',
      '/favicon.ico',
      '/_next/static/x.js',
    ]) {
      const { headers } = await client.get(path);
      const policy = headers['content-security-policy'];
      expect(policy, path).toEqual(expect.any(String));
      expect(policy, path).toMatch(/frame-ancestors 'none'/);
      expect(policy, path).toMatch(/object-src 'none'/);
      expect(policy, path).toMatch(/base-uri 'none'/);
      expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval/);
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['referrer-policy'], path).toMatch(/no-referrer|same-origin|strict-origin/);
      expect(headers['x-powered-by'], path).toBeUndefined();
      expect(headers['strict-transport-security'], 'only when https').toBeUndefined();
    }
  });

  it('carry a nonce that is never the same twice, and no style attribute comes from the server', async () => {
    const client = anonymous();
    const nonces = new Set<string>();
    for (const _ of [1, 2, 3]) {
      const { headers, text } = await client.get('/sign-in');
      const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
      expect(nonce).toBeTruthy();
      expect(text).toContain(`nonce="${nonce}"`);
      expect(text).not.toMatch(/<[a-z][^>]*\sstyle=/i);
      nonces.add(nonce!);
    }
    expect(nonces.size).toBe(3);
  });

  it('name the store where the bytes go, from the running configuration', async () => {
    const grant = await clientOf('alice').post('/api/upload', { contentType: 'image/png' });
    const origin = new URL(grant.json.signedUrl).origin;
    const { headers } = await clientOf('alice').get('/');
    expect(headers['content-security-policy']).toContain(origin);
  });
});
