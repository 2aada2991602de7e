import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumFlags } from '../../../../scripts/lib/chromiumFlags.mjs';
import { createMemoryRecords } from '../../src/memory/index.ts';
import { createBucketClient, createSigner, createStoreConfig, probeStore } from '../../src/s3/index.ts';
import { createValetKey } from '../../src/server/index.ts';
import { createS3Server, type S3Server } from '../../src/testing/index.ts';

/* The engine in a real Chromium against the real handlers and the embedded store. */

vi.setConfig({ testTimeout: 60_000 });

const executablePath = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

describe.skipIf(!executablePath)('browser, handlers and store together', () => {
  let folder: string;
  let store: S3Server;
  let app: Server;
  let browser: Browser;
  let page: Page;
  const apiCalls: string[] = [];
  const failures: unknown[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'valetkey-engine-'));
    store = createS3Server({
      dir: folder,
      accessKeyId: 'engine-test',
      secretAccessKey: 'engine-test-secret',
      buckets: ['files'],
      fsync: false,
    });
    const { url } = await store.listen({ host: '127.0.0.1', port: 0 });
    const config = createStoreConfig({
      S3_ENDPOINT: url,
      S3_REGION: 'us-east-1',
      S3_BUCKET_NAME: 'files',
      S3_ACCESS_KEY_ID: 'engine-test',
      S3_SECRET_ACCESS_KEY: 'engine-test-secret',
    });
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL('./browserPage.tsx', import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const script = bundle.outputFiles[0]!.text;
    let origin = '';
    const bucketClient = createBucketClient(config);
    const { capabilities } = await probeStore(config);
    app = createServer(async (incoming, outgoing) => {
      const path = incoming.url ?? '/';
      if (!path.startsWith('/api/')) {
        outgoing.setHeader('content-type', path === '/page.js' ? 'text/javascript' : 'text/html');
        outgoing.end(
          path === '/page.js'
            ? script
            : '<!doctype html><div id="root"></div><script type="module" src="/page.js"></script>',
        );
        return;
      }
      apiCalls.push(`${incoming.method} ${path.split('?')[0]}`);
      const hasBody = incoming.method !== 'GET' && incoming.method !== 'DELETE';
      const request = new Request(new URL(path, origin), {
        method: incoming.method ?? 'GET',
        headers: Object.entries(incoming.headers).map(
          ([name, value]) => [name, String(value)] as [string, string],
        ),
        ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {}),
      });
      const response = await valetKey.handle(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const valetKey = createValetKey({
      store: { signer: createSigner(config), bucketClient, capabilities },
      records: createMemoryRecords(),
      appOrigins: [origin],
      authenticate: async () => ({ userId: 'alice' }),
      onError: (error) => failures.push(error),
    });
    await bucketClient.putBucketCors({
      rules: [
        {
          allowedOrigins: [origin],
          allowedMethods: ['PUT', 'POST', 'GET', 'HEAD'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 3_600,
        },
      ],
    });
    browser = await chromium.launch({ executablePath: executablePath!, args: chromiumFlags, headless: true });
    page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => typeof window.mount === 'function');
    await page.evaluate((storeOrigin) => window.mount({ storeOrigins: [storeOrigin] }), new URL(url).origin);
    await page.waitForFunction(() => window.uploader !== undefined);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    app?.closeAllConnections();
    app?.close();
    await store?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Adds text files of these sizes in the page and waits until all are done; answers keys and the page's own hashes. */
  const upload = (sizes: number[]) =>
    page.evaluate(async (all) => {
      const { uploader } = window;
      const files = all.map((size, index) => {
        const bytes = new Uint8Array(size).map((_, at) => 97 + ((at + index) % 23));
        return new File([bytes], `note-${index}.txt`, { type: 'text/plain' });
      });
      const ids = uploader.add(files);
      await new Promise<void>((resolve) => {
        uploader.listen(({ type }) => type === 'idle' && resolve());
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return Promise.all(
        ids.map(async (id, index) => {
          const { state, key, storageState, error } = uploader.getUpload(id)!;
          const digest = await crypto.subtle.digest('SHA-256', await files[index]!.arrayBuffer());
          const sha256 = Array.from(new Uint8Array(digest), (byte) =>
            byte.toString(16).padStart(2, '0'),
          ).join('');
          return { state, key, storageState, error: error?.message, sha256 };
        }),
      );
    }, sizes);

  const download = async (key: string) => {
    const { signedUrl } = await page.evaluate(
      async (id) => (await fetch(`/api/download?key=${id}`)).json() as Promise<{ signedUrl: string }>,
      key,
    );
    const bytes = Buffer.from(await (await fetch(signedUrl)).arrayBuffer());
    return createHash('sha256').update(bytes).digest('hex');
  };

  it('uploads small and large files and gives back the same bytes', async () => {
    const results = await upload([10, 20_000, 300_000, 40 * 1024 * 1024]);
    expect(failures).toEqual([]);
    for (const result of results) {
      expect(result).toMatchObject({ state: 'done', storageState: 'available' });
      expect(await download(result.key!)).toBe(result.sha256);
    }
    // The large file joins a moment later: its fingerprint is read first.
    expect(apiCalls.filter((call) => call.startsWith('POST')).length).toBeLessThanOrEqual(4);
  });

  it('carries 500 small files in three calls', async () => {
    apiCalls.length = 0;
    const results = await upload(Array(500).fill(1_000));
    expect(results.map(({ state }) => state)).toEqual(Array(500).fill('done'));
    expect(apiCalls.length).toBeLessThanOrEqual(3);
  });

  it('names the one file that is not accepted and uploads the others', async () => {
    const outcome = await page.evaluate(async () => {
      const { uploader } = window;
      const ids = uploader.add([
        new File(['fine'], 'a.txt', { type: 'text/plain' }),
        new File(['MZ'], 'evil.exe', { type: 'application/x-msdownload' }),
        new File(['fine'], 'b.txt', { type: 'text/plain' }),
      ]);
      await new Promise<void>((resolve) => {
        uploader.listen(({ type }) => type === 'idle' && resolve());
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return ids.map((id) => [uploader.getUpload(id)!.state, uploader.getUpload(id)!.error?.code]);
    });
    expect(outcome).toEqual([
      ['done', undefined],
      ['failed', 'TYPE_NOT_ALLOWED'],
      ['done', undefined],
    ]);
  });

  it('pauses in the middle, survives a reload, and continues with the same file', async () => {
    const outcome = await page.evaluate(async () => {
      const { uploader } = window;
      const bytes = new Uint8Array(60 * 1024 * 1024).map((_, at) => 97 + (at % 19));
      const file = new File([bytes], 'long.txt', { type: 'text/plain' });
      const [id] = uploader.add([file]);
      await new Promise<void>((resolve) => {
        const stop = uploader.subscribe(() => {
          if ((uploader.getUpload(id!)?.progress ?? 0) < 0.3) return;
          stop();
          resolve();
        });
      });
      uploader.pause([id!]);
      const other = window.createBareUploader();
      const [unfinished] = (await other.findUnfinished()).filter(({ name }) => name === 'long.txt');
      const continued = await other.continueUnfinished(unfinished!, file);
      await new Promise<void>((resolve) => {
        other.listen(({ type }) => type === 'idle' && resolve());
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return other.getUpload(continued)!;
    });
    expect(outcome).toMatchObject({ state: 'done', storageState: 'available', name: 'long.txt' });
  });
});
