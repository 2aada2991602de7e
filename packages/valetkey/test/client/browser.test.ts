import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumFlags } from '../../../../scripts/lib/chromiumFlags.mjs';
import { partLength, planParts } from '../../src/protocol/index.ts';

/*
 * The engine and its React binding in a real Chromium, against two small servers of different origin: one hands out
 * grants, the other takes bytes as a store with CORS does.
 */

vi.setConfig({ testTimeout: 60_000 });

const executablePath = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
const MiB = 1024 * 1024;
/** Of the 40 MiB that most of these tests send. */
const { partSize, partCount } = planParts(40 * MiB);

type Taken = {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  bytes: number;
  text: string;
};

describe.skipIf(!executablePath)('in a real browser', () => {
  let browser: Browser;
  let page: Page;
  let app: Server;
  let store: Server;
  let origins: { app: string; store: string };
  let script: string;
  let workerScript: string;
  const apiCalls: string[] = [];
  const taken: Taken[] = [];
  const uploads = new Map<
    string,
    { size: number; kind: string; partSize: number | null; stored: Map<number, number> }
  >();
  const behaviour = {
    smallKind: 'post',
    answerDelayMs: 0,
    /** Requests beyond these are never answered, and nothing of them is kept. */
    mostAnswers: Number.POSITIVE_INFINITY,
    aborted: 0,
    files: [] as { name: string; path?: string; checksumSha256?: string; partChecksums?: string }[],
    /** Of parts, as they were told. */
    checksums: new Map<number, string>(),
    hasWorker: true,
    /** Of the response that carries the worker's script. */
    workerPolicy: undefined as string | undefined,
  };

  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL('./browserPage.tsx', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    script = bundle.outputFiles[0]!.text;
    const worker = await build({
      entryPoints: [fileURLToPath(new URL('../../src/client/worker/worker.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
    });
    workerScript = worker.outputFiles[0]!.text;
    app = await listen(serveApp);
    store = await listen(serveStore);
    origins = { app: originOf(app), store: originOf(store) };
    browser = await chromium.launch({ executablePath: executablePath!, args: chromiumFlags, headless: true });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const server of [app, store]) {
      server?.closeAllConnections();
      server?.close();
    }
  });

  beforeEach(async () => {
    apiCalls.length = 0;
    taken.length = 0;
    uploads.clear();
    Object.assign(behaviour, {
      smallKind: 'post',
      answerDelayMs: 0,
      mostAnswers: Number.POSITIVE_INFINITY,
      aborted: 0,
      files: [],
      checksums: new Map(),
      hasWorker: true,
      workerPolicy: undefined,
    });
    page = await (await browser.newContext()).newPage();
    await page.goto(origins.app);
    await page.waitForFunction(() => typeof window.mount === 'function');
    await page.evaluate((storeOrigin) => window.mount({ storeOrigins: [storeOrigin] }), origins.store);
    await page.waitForFunction(() => window.uploader !== undefined);
  });

  afterEach(() => page.context().close());

  function serveApp(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    if (!path.startsWith('/api/')) {
      const scripts: Record<string, string> = { '/page.js': script };
      if (behaviour.hasWorker) scripts['/worker.js'] = workerScript;
      response.setHeader('content-type', scripts[path] ? 'text/javascript' : 'text/html');
      response.setHeader(
        'content-security-policy',
        (path === '/worker.js' && behaviour.workerPolicy) || "script-src 'self'; worker-src 'self'",
      );
      response.end(
        scripts[path] ?? '<!doctype html><div id="root"></div><script type="module" src="/page.js"></script>',
      );
      return;
    }
    void read(request).then(({ text }) => {
      apiCalls.push(`${request.method} ${path}`);
      const body = text ? JSON.parse(text) : {};
      const send = (value: unknown) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(value));
      };
      if (path === '/api/upload') {
        behaviour.files.push(...body.files);
        return send({ uploads: body.files.map(grant) });
      }
      if (path === '/api/upload/complete') {
        return send({
          files: body.uploads.map(({ uploadId }: { uploadId: string }) => {
            const { size, stored } = uploads.get(uploadId)!;
            const isWhole = [...stored.values()].reduce((sum, bytes) => sum + bytes, 0) === size;
            return isWhole
              ? { uploadId, status: 200, id: uploadId, state: 'uploaded' }
              : { uploadId, status: 409, code: 'NOT_UPLOADED', detail: 'Missing.' };
          }),
        });
      }
      if (path === '/api/upload/parts') {
        body.partNumbers.forEach((part: number, index: number) => {
          const sum = body.checksumsSha256?.[index];
          if (sum) behaviour.checksums.set(part, sum);
        });
        return send({ parts: body.partNumbers.map((part: number) => partGrant(body.uploadId, part)) });
      }
      if (request.method === 'DELETE') {
        behaviour.aborted++;
        response.statusCode = 204;
        return response.end();
      }
      const { kind, size, partSize, stored } = uploads.get(path.split('/').at(-1)!)!;
      const parts = Array.from(stored, ([partNumber, bytes]) => ({ partNumber, size: bytes }));
      send({ state: 'reserved', kind, size, partSize, stored: kind === 'multipart' ? parts : [] });
    });
  }

  function grant({ size, partChecksums }: { size: number; partChecksums?: 'sha256' }) {
    const uploadId = `id${uploads.size + 1}`;
    const kind = size >= 16 * MiB ? 'multipart' : behaviour.smallKind;
    const { partSize, partCount } = planParts(size);
    uploads.set(uploadId, {
      size,
      kind,
      partSize: kind === 'multipart' ? partSize : null,
      stored: new Map(),
    });
    const base = { uploadId, key: uploadId, kind, expiresAt: new Date(Date.now() + 600_000).toISOString() };
    const signedUrl = `${origins.store}/bucket`;
    if (kind === 'post')
      return { ...base, method: 'POST', signedUrl, fields: { key: uploadId, 'Content-Type': 'image/png' } };
    if (kind === 'put') {
      const headers = { 'content-type': 'image/png', 'if-none-match': '*' };
      return { ...base, method: 'PUT', signedUrl: `${signedUrl}/${uploadId}?part=1`, headers };
    }
    if (partChecksums) return { ...base, partSize, parts: [], partChecksums };
    const parts = Array.from({ length: partCount }, (_, index) => partGrant(uploadId, index + 1));
    return { ...base, partSize, parts };
  }

  function partGrant(uploadId: string, partNumber: number) {
    const { size, partSize } = uploads.get(uploadId)!;
    const signedUrl = `${origins.store}/bucket/${uploadId}?part=${partNumber}`;
    return { partNumber, signedUrl, headers: {}, size: partLength(size, partSize ?? size, partNumber) };
  }

  function serveStore(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('access-control-allow-origin', origins.app);
    response.setHeader('access-control-allow-methods', 'PUT, POST');
    response.setHeader('access-control-allow-headers', 'content-type, if-none-match');
    response.setHeader('access-control-max-age', '600');
    const { method = '', url: path = '', headers } = request;
    if (method === 'OPTIONS') {
      taken.push({ method, path, headers, bytes: 0, text: '' });
      response.statusCode = 204;
      response.end();
      return;
    }
    read(request).then(
      ({ bytes, text }) => {
        if (taken.filter((one) => one.method !== 'OPTIONS').length >= behaviour.mostAnswers) return;
        taken.push({ method, path, headers, bytes, text });
        const isForm = method === 'POST';
        const uploadId = isForm ? /name="key"\r\n\r\n(\w+)/.exec(text)![1]! : path.split(/[/?]/)[2]!;
        const upload = uploads.get(uploadId);
        // The last bytes of a test before this one.
        if (!upload) return;
        const part = isForm ? 1 : Number(new URL(path, origins.store).searchParams.get('part'));
        upload.stored.set(part, isForm ? upload.size : bytes);
        setTimeout(() => {
          response.statusCode = isForm ? 204 : 200;
          response.end();
        }, behaviour.answerDelayMs);
      },
      () => {},
    );
  }

  const waitForStates = (expected: string[]) =>
    page.waitForFunction(
      (states) => JSON.stringify(window.uploader.getSnapshot().uploads.map(({ state }) => state)) === states,
      JSON.stringify(expected),
      { timeout: 20_000 },
    );

  it('posts forms to the constant bucket URL, the file last, with one preflight', async () => {
    await page
      .getByLabel('Choose files')
      .first()
      .setInputFiles([
        { name: 'a.png', mimeType: 'image/png', buffer: Buffer.alloc(5_000, 1) },
        { name: 'b.png', mimeType: 'image/png', buffer: Buffer.alloc(6_000, 2) },
      ]);
    await waitForStates(['done', 'done']);
    const posts = taken.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(2);
    for (const { text, headers } of posts) {
      expect(text.indexOf('name="file"')).toBeGreaterThan(text.indexOf('name="Content-Type"'));
      expect(text).not.toContain('a.png');
      expect(headers.cookie).toBeUndefined();
    }
    expect(taken.filter(({ method }) => method === 'OPTIONS').length).toBeLessThanOrEqual(2);
    expect(await page.locator('output').textContent()).toBe('2');
    expect(apiCalls).toEqual(['POST /api/upload', 'POST /api/upload/complete']);
  });

  it('puts with exactly the signed headers', async () => {
    behaviour.smallKind = 'put';
    await page.evaluate(() => void window.uploader.add([window.makeFile('a.png', 70_000, 'text/html')]));
    await waitForStates(['done']);
    const [put] = taken.filter(({ method }) => method === 'PUT');
    expect(put).toMatchObject({
      bytes: 70_000,
      headers: { 'content-type': 'image/png', 'if-none-match': '*' },
    });
  });

  it('pauses and resumes a multipart upload from its buttons without sending a stored part again', async () => {
    behaviour.mostAnswers = 4;
    await page.evaluate(
      () => void window.uploader.add([window.makeFile('film.mp4', 60 * 1024 * 1024, 'video/mp4')]),
    );
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(4);
    await page.getByRole('button', { name: 'Pause film.mp4' }).click();
    await waitForStates(['paused']);
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    await page.getByRole('button', { name: 'Resume film.mp4' }).click();
    await waitForStates(['done']);
    const puts = taken.filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(new Set(puts).size).toBe(12);
    expect(puts.length).toBe(12);
    // A part without its own type must be sent without one: the signature has none.
    expect(taken.find(({ method }) => method === 'PUT')!.headers['content-type']).toBeUndefined();
  });

  it.each<[string, Partial<typeof behaviour>]>([
    ['through a worker', {}],
    ['from the page where there is no worker', { hasWorker: false }],
    ['from the page where the worker may connect to nobody', { workerPolicy: "default-src 'none'" }],
  ])('sends what is large %s', async (way, change) => {
    Object.assign(behaviour, change);
    await page.evaluate(() => {
      window.uploader = window.createBareUploader({ workerFrom: 0 });
      const { send } = XMLHttpRequest.prototype;
      XMLHttpRequest.prototype.send = function (body) {
        window.sentByPage++;
        return send.call(this, body);
      };
    });
    /** Requests of which the page makes itself, of one film. */
    const sendFilm = () =>
      page.evaluate(async () => {
        window.sentByPage = 0;
        const idle = new Promise<void>((resolve) =>
          window.uploader.listen(({ type }) => type === 'idle' && resolve()),
        );
        window.uploader.add([window.makeFile('film.mp4', 20 * 1024 * 1024, 'video/mp4')]);
        await idle;
        return window.sentByPage;
      });
    // Until the worker runs, and has shown that it reaches the store, the page may have to send: nobody waits for it.
    const isByWorker = way === 'through a worker';
    await expect.poll(sendFilm, { timeout: 30_000 }).toBe(isByWorker ? 0 : 4);
    for (let more = 0; more < 3; more++) expect(await sendFilm()).toBe(isByWorker ? 0 : 4);
    const { count, done } = await page.evaluate(() => window.uploader.getSnapshot().totals);
    expect(done).toBe(count);
    const puts = taken.filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(puts).toHaveLength(count * 4);
    expect(new Set(puts).size).toBe(puts.length);
  });

  it('cancels in the middle', async () => {
    behaviour.answerDelayMs = 10_000;
    await page.evaluate(() => void window.uploader.add([window.makeFile('film.mp4', 40 * 1024 * 1024)]));
    await page.waitForFunction(() => window.uploader.getSnapshot().totals.progress > 0);
    await page.evaluate(() => window.uploader.cancel());
    await waitForStates(['cancelled']);
    await expect.poll(() => behaviour.aborted, { timeout: 20_000 }).toBe(1);
  });

  it('takes a drop and a paste', async () => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(window.makeFile('dropped.png', 900));
      const main = document.querySelector('main')!;
      main.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer: data }));
      main.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      const pasted = new DataTransfer();
      pasted.items.add(window.makeFile('pasted.png', 800));
      main.dispatchEvent(
        new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: pasted }),
      );
    });
    await waitForStates(['done', 'done']);
    expect(behaviour.files.map(({ name }) => name).sort()).toEqual(['dropped.png', 'pasted.png']);
  });

  it('opens the picker by keyboard', async () => {
    // Asked for first: the browser hands the picker over only from the next round trip on.
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files', exact: true }).focus();
    await page.keyboard.press('Enter');
    const chooser = await choosing;
    await chooser.setFiles({ name: 'k.png', mimeType: 'image/png', buffer: Buffer.alloc(100, 1) });
    await waitForStates(['done']);
  });

  it('asks before the page is left only while something is moving', async () => {
    behaviour.answerDelayMs = 1_000;
    const isAsked = () =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await isAsked()).toBe(false);
    await page.evaluate(() => void window.uploader.add([window.makeFile('a.png', 900)]));
    await page.waitForFunction(() => window.uploader.getSnapshot().totals.active > 0);
    expect(await isAsked()).toBe(true);
    await waitForStates(['done']);
    expect(await isAsked()).toBe(false);
  });

  it('finds an unfinished upload after a reload and sends only the rest', async () => {
    behaviour.mostAnswers = 3;
    await page.evaluate(() => void window.uploader.add([window.makeFile('film.mp4', 40 * 1024 * 1024)]));
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(3);
    await page.evaluate(() => window.uploader.pause());
    const fingerprint = (behaviour.files[0] as { fingerprint?: string }).fingerprint;
    expect(fingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    const kept = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open('valetkey', 1);
        opening.onsuccess = () => resolve(opening.result);
      });
      const all = database.transaction('uploads').objectStore('uploads').getAll();
      return new Promise<string>((resolve) => {
        all.onsuccess = () => resolve(JSON.stringify(all.result));
      });
    });
    expect(kept).toContain('id1');
    expect(kept).not.toContain('http');
    await page.reload();
    await page.evaluate((storeOrigin) => window.mount({ storeOrigins: [storeOrigin] }), origins.store);
    await page.waitForFunction(() => window.uploader !== undefined);
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    const sentBefore = taken.filter(({ method }) => method === 'PUT').length;
    const unfinished = {
      uploadId: 'id1',
      key: 'id1',
      kind: 'multipart',
      partSize,
    };
    const outcome = await page.evaluate(
      async ({ facts }) => {
        const found = { ...facts, name: 'film.mp4', size: 40 * 1024 * 1024 } as never;
        const wrong = await window.uploader
          .continueUnfinished(found, window.makeFile('film.mp4', 40 * 1024 * 1024 - 1))
          .catch((error: { code: string }) => error.code);
        await window.uploader.continueUnfinished(found, window.makeFile('film.mp4', 40 * 1024 * 1024));
        return wrong;
      },
      { facts: { ...unfinished, fingerprint } },
    );
    expect(outcome).toBe('OTHER_FILE');
    await waitForStates(['done']);
    expect(taken.filter(({ method }) => method === 'PUT').length - sentBefore).toBe(partCount - 3);
  });

  it('continues after a reload with the file whose handle it keeps, and says when it cannot be read', async () => {
    behaviour.mostAnswers = 3;
    await page.evaluate(async () => {
      // A handle of the kind that a drop gives; this file system needs no permission.
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle('film.mp4', { create: true });
      const writable = await handle.createWritable();
      await writable.write(window.makeFile('film.mp4', 40 * 1024 * 1024));
      await writable.close();
      window.uploader.add([{ file: await handle.getFile(), handle }]);
    });
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(3);
    await page.evaluate(() => window.uploader.pause());
    const { fingerprint } = behaviour.files[0] as { fingerprint?: string };
    await page.reload();
    await page.evaluate((storeOrigin) => window.mount({ storeOrigins: [storeOrigin] }), origins.store);
    await page.waitForFunction(() => window.uploader !== undefined);
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    const sentBefore = taken.filter(({ method }) => method === 'PUT').length;
    const facts = { uploadId: 'id1', key: 'id1', kind: 'multipart', partSize, fingerprint };
    const reopen = () =>
      page.evaluate(
        (found) =>
          window.uploader
            .reopenUnfinished({ ...found, name: 'film.mp4', size: 40 * 1024 * 1024 } as never)
            .catch((error: { code: string }) => error.code),
        facts,
      );
    const handOver = (name: string) =>
      page.evaluate(
        async ([from, to]) => {
          const folder = await navigator.storage.getDirectory();
          const handle = (await folder.getFileHandle(from!)) as FileSystemFileHandle & {
            move(name: string): Promise<void>;
          };
          await handle.move(to!);
        },
        name === 'film.mp4' ? ['moved.mp4', name] : ['film.mp4', name],
      );
    await handOver('moved.mp4');
    expect(await reopen()).toBe('FILE_NOT_READABLE');
    await handOver('film.mp4');
    expect(await reopen()).toBe('upload-1');
    await waitForStates(['done']);
    expect(taken.filter(({ method }) => method === 'PUT').length - sentBefore).toBe(partCount - 3);
    // With the upload its handle is forgotten.
    await expect.poll(reopen, { timeout: 20_000 }).toBe('FILE_NOT_READABLE');
  });

  it('stops when the file on disk was changed meanwhile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'valetkey-changed-'));
    const path = join(folder, 'film.mp4');
    await writeFile(path, Buffer.alloc(40 * MiB, 1));
    behaviour.mostAnswers = 2;
    await page.locator('input').setInputFiles(path);
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(2);
    await page.evaluate(() => window.uploader.pause());
    await writeFile(path, Buffer.alloc(40 * MiB, 2));
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    await page.evaluate(() => window.uploader.resume());
    await waitForStates(['failed']);
    const code = await page.evaluate(() => window.uploader.getSnapshot().uploads[0]!.error?.code);
    expect(code).toBe('FILE_CHANGED');
    expect(uploads.get('id1')!.stored.size).toBe(2);
    await expect.poll(() => behaviour.aborted, { timeout: 20_000 }).toBe(1);
    await rm(folder, { recursive: true });
  });

  it('waits while the browser is offline and goes on by itself', async () => {
    behaviour.mostAnswers = 2;
    await page.evaluate(() => void window.uploader.add([window.makeFile('film.mp4', 40 * 1024 * 1024)]));
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(2);
    await page.context().setOffline(true);
    await page.waitForFunction(() => !window.uploader.getSnapshot().isOnline);
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    await page.context().setOffline(false);
    await waitForStates(['done']);
    expect(taken.filter(({ method }) => method === 'PUT')).toHaveLength(partCount);
  });

  it('sends nothing while the browser has frozen the page, and goes on when it runs again', async () => {
    behaviour.mostAnswers = 2;
    await page.evaluate(() => void window.uploader.add([window.makeFile('film.mp4', 40 * 1024 * 1024)]));
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(2);
    // A headless browser hides no page, and freezes none that is shown: these are the events that it would send.
    await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
    await page.waitForFunction(() => !window.uploader.getSnapshot().isOnline);
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
    await waitForStates(['done']);
    // What was in flight was called off at once and came again, and no failure was counted.
    expect(await page.evaluate(() => window.uploader.getSnapshot().uploads[0]!.error)).toBeNull();
    // Of the four that got no answer some may have arrived whole before they were called off.
    const puts = taken.filter(({ method }) => method === 'PUT').length;
    expect(puts).toBeGreaterThanOrEqual(partCount);
    expect(puts).toBeLessThanOrEqual(partCount + 4);
  });

  it('lets only one tab send an upload', async () => {
    behaviour.mostAnswers = 3;
    await page.evaluate(() => void window.uploader.add([window.makeFile('film.mp4', 40 * 1024 * 1024)]));
    await expect.poll(() => uploads.get('id1')?.stored.size, { timeout: 20_000 }).toBe(3);
    const isHeld = () =>
      page.evaluate(async () =>
        (await navigator.locks.query()).held?.some(({ name }) => name === 'valetkey:id1'),
      );
    await expect.poll(isHeld, { timeout: 20_000 }).toBe(true);
    const other = await page.context().newPage();
    await other.goto(origins.app);
    await other.evaluate((storeOrigin) => window.mount({ storeOrigins: [storeOrigin] }), origins.store);
    await other.waitForFunction(() => window.uploader !== undefined);
    const facts = { uploadId: 'id1', key: 'id1', kind: 'multipart', partSize };
    const proceed = () =>
      other.evaluate(async (found) => {
        const file = window.makeFile('film.mp4', 40 * 1024 * 1024);
        return window.uploader
          .continueUnfinished(
            { ...found, name: file.name, size: file.size, fingerprint: null } as never,
            file,
          )
          .catch((error: { code: string }) => error.code);
      }, facts);
    expect(await proceed()).toBe('IN_OTHER_TAB');
    await page.close({ runBeforeUnload: false });
    behaviour.mostAnswers = Number.POSITIVE_INFINITY;
    expect(await proceed()).toBe('upload-1');
    await other.waitForFunction(() => window.uploader.getSnapshot().totals.done === 1);
    await other.close();
  });

  describe('checksums', () => {
    const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');
    let folder: string;
    let film: Buffer;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'valetkey-sums-'));
      film = Buffer.alloc(120 * MiB, 'not every part is the same, at 57 letters a time, is it?\n');
      await writeFile(join(folder, 'film.mp4'), film);
      await page
        .getByLabel('Choose files')
        .first()
        .evaluate((input) => {
          // The uploader of the page itself gives none.
          input.addEventListener('change', (event) => event.stopImmediatePropagation(), { capture: true });
        });
      await page.getByLabel('Choose files').first().setInputFiles(join(folder, 'film.mp4'));
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    const upload = () =>
      page.evaluate(async (storeOrigin) => {
        let longest = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        }).observe({ type: 'longtask' });
        const uploader = window.createBareUploader({ storeOrigins: [storeOrigin], checksums: true });
        const film = document.querySelector('input')!.files![0]!;
        uploader.add([film, window.makeFile('a.png', 70_000), window.makeFile('b.png', 1_000)]);
        await new Promise<void>((resolve) => uploader.listen(({ type }) => type === 'idle' && resolve()));
        const errors = uploader.getSnapshot().uploads.map(({ error }) => error?.code ?? null);
        return { states: uploader.getSnapshot().uploads.map(({ state }) => state), errors, longest };
      }, origins.store);

    function expectSums(): void {
      const { partSize, partCount } = planParts(film.length);
      const parts = Array.from({ length: partCount }, (_, index) => [
        index + 1,
        sumOf(film.subarray(index * partSize, (index + 1) * partSize)),
      ]);
      expect(Object.fromEntries(behaviour.checksums)).toEqual(Object.fromEntries(parts));
      const small = Buffer.from(
        Uint8Array.from({ length: 1_000 }, (_, index) => (index % 997 ? 0 : index % 251)),
      );
      expect(behaviour.files.find(({ name }) => name === 'b.png')!.checksumSha256).toBe(sumOf(small));
    }

    it('come from a worker, whose script the page loads with the first of them', async () => {
      const loaded = page.waitForEvent('worker');
      const { states, longest } = await upload();
      expect(states).toEqual(['done', 'done', 'done']);
      expect((await loaded).url()).toBe(`${origins.app}/worker.js`);
      expectSums();
      if (process.env.VALETKEY_TEST_FULL) expect(longest).toBeLessThan(60);
    });

    it('come from the page where there is no such script', async () => {
      behaviour.hasWorker = false;
      const { states } = await upload();
      expect(states).toEqual(['done', 'done', 'done']);
      expectSums();
    });

    it('end the upload of a file that is changed on the disk meanwhile', async () => {
      behaviour.mostAnswers = 4;
      const uploading = upload();
      await expect
        .poll(() => taken.filter(({ method }) => method === 'PUT').length, { timeout: 20_000 })
        .toBe(2);
      await writeFile(join(folder, 'film.mp4'), Buffer.alloc(film.length, 'other bytes '));
      behaviour.mostAnswers = Number.POSITIVE_INFINITY;
      const { states, errors } = await uploading;
      expect([states[0], errors[0]]).toEqual(['failed', 'FILE_CHANGED']);
      await expect.poll(() => behaviour.aborted, { timeout: 20_000 }).toBe(1);
    });
  });

  it('carries 1,000 files without a long task of its own', async () => {
    const { longest, idle } = await page.evaluate(async () => {
      let most = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) most = Math.max(most, duration);
      }).observe({ type: 'longtask' });
      const rest = () => new Promise((resolve) => setTimeout(resolve, 500));
      // What a busy machine alone does to a page that does nothing.
      await rest();
      const idle = most;
      const uploader = window.createBareUploader();
      const files = Array.from(
        { length: 1_000 },
        (_, index) => new File(['12345'], `f${index}.png`, { type: 'image/png' }),
      );
      await rest();
      most = 0;
      uploader.add(files);
      await new Promise<void>((resolve) => {
        uploader.listen(({ type }) => type === 'idle' && resolve());
      });
      await rest();
      return { longest: most, idle };
    });
    expect(apiCalls.length).toBeLessThan(12);
    // Short runs share their machine with many others; what remains is a bound that only a quadratic cost breaks.
    expect(longest - idle).toBeLessThan(process.env.VALETKEY_TEST_FULL ? 60 : 1_500);
  }, 120_000);
});

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function read(request: IncomingMessage): Promise<{ bytes: number; text: string }> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const all = Buffer.concat(pieces);
  return { bytes: all.length, text: all.length < MiB ? all.toString('latin1') : '' };
}
