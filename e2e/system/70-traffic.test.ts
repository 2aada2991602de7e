import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { anonymous, clientOf } from '../clients.ts';
import { makePng, writeVideo } from '../makeFile.ts';

type Traffic = { requests: number; bytesIn: number; bytesOut: number };

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'traffic-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The portal process's own count of its sockets' bytes (`VALETKEY_EXPOSE_TRAFFIC=1`). */
async function readTraffic(): Promise<Traffic> {
  const { json } = await anonymous().get('/api/health');
  expect(json.traffic, 'the portal exposes its traffic').toBeDefined();
  return json.traffic as Traffic;
}

/** What `act` cost the portal, without what reading the counter costs. */
async function measure(act: () => Promise<void>): Promise<Traffic> {
  const first = await readTraffic();
  const second = await readTraffic();
  await act();
  const third = await readTraffic();
  const cost = (name: keyof Traffic) => third[name] - second[name] - (second[name] - first[name]);
  return { requests: cost('requests'), bytesIn: cost('bytesIn'), bytesOut: cost('bytesOut') };
}

async function uploadInBrowser(files: string[], prefix: string) {
  const { url } = inject('system');
  const context = await contextWith(browser, url, inject('sessions').rita);
  const { page, problems, requests } = await openPage(context);
  await page.goto('/');
  const input = page.getByLabel('Choose files');
  await input.waitFor({ state: 'attached' });
  // The scripts that uploading needs come once for a page, with its first file: what is counted is what files cost.
  const warm = `first-${Date.now()}.txt`;
  await input.setInputFiles({
    name: warm,
    mimeType: 'text/plain',
    buffer: Buffer.from('x'),
  });
  await page.getByRole('button', { name: `Download ${warm}` }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Clear list' }).click();
  await page.waitForLoadState('networkidle');
  const from = requests.length;
  const rita = clientOf('rita');
  let listed = 0;
  let asked = 0;
  let received = 0;
  page.on('response', async (response) => {
    if (!response.url().endsWith('/api/upload/complete') || response.status() !== 200) return;
    const { files: receipts } = (await response.json()) as { files: { status: number }[] };
    received += receipts.filter(({ status }) => status === 200).length;
  });
  const traffic = await measure(async () => {
    await input.setInputFiles(files);
    await expect.poll(() => received, { timeout: 170_000, interval: 100 }).toBe(files.length);
    // what the page asks afterwards, while its files are being checked, counts as well
    await page
      .getByRole('button', { name: `Download ${prefix}` })
      .first()
      .waitFor({ timeout: 60_000 });
  });
  for (let cursor: string | null = ''; cursor !== null && asked < 20; asked += 1) {
    const reply = await rita.get(
      `/api/files?q=${prefix}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    listed += reply.json.files.length;
    cursor = reply.json.nextCursor;
  }
  const made = requests.slice(from);
  const app = made.filter((request) => request.url.startsWith(url));
  const store = made.filter((request) => !request.url.startsWith(url));
  expect(problems).toEqual([]);
  await context.close();
  return { traffic, listed, app, store };
}

const kiB = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;

describe('invariant 1: no byte of a file passes through the portal', () => {
  it('one file of 1 GiB costs it less than 64 KiB', async () => {
    const name = `giant-${Date.now()}`;
    const file = path.join(folder, `${name}.mp4`);
    await writeVideo(file, 2 ** 30);
    const { traffic, listed, app, store } = await uploadInBrowser([file], name);
    console.info(
      `1 GiB: ${kiB(traffic.bytesIn)} in, ${kiB(traffic.bytesOut)} out; ${app.length} app requests, ${store.length} store requests`,
    );
    expect(listed).toBe(1);
    expect(traffic.bytesIn + traffic.bytesOut).toBeLessThan(64 * 1024);
    await rm(file);
  }, 240_000);

  it('500 small files cost it less than 2 KiB each', async () => {
    const name = `small-${Date.now()}`;
    const files: string[] = [];
    for (let index = 0; index < 500; index += 1) {
      const file = path.join(folder, `${name}-${index}.png`);
      await writeFile(file, makePng(24));
      files.push(file);
    }
    const { traffic, listed, app, store } = await uploadInBrowser(files, name);
    const each = (traffic.bytesIn + traffic.bytesOut) / files.length;
    console.info(
      `500 files: ${kiB(each)} each through the portal; ${app.length} app requests, ${store.length} store requests`,
    );
    expect(listed).toBe(500);
    expect(each).toBeLessThan(2 * 1024);
    expect(app.filter(({ url }) => url.includes('/api/upload')).length).toBeLessThanOrEqual(10);
    expect(store.length).toBeLessThanOrEqual(505);
  }, 240_000);
});
