import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { makePdf, makePng, sha256, sha256OfFile, writeVideo } from '../makeFile.ts';
import { people } from '../startSystem.ts';
import { uploadFile } from '../transfer.ts';

const MB = 1_000_000;
const run = Date.now();
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'everyday-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function signInByHand(context: BrowserContext, person: keyof typeof people) {
  const watched = await openPage(context);
  const { page } = watched;
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(people[person]);
  await page.getByLabel('Password').fill(inject('system').password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Choose files').waitFor({ state: 'attached' });
  return watched;
}

/** The progress of one transfer in percent, as assistive technology hears it; 100 where no bar is, be it not yet or no more. */
async function progressOf(page: Page, name: string): Promise<number> {
  const bar = page.getByRole('listitem').filter({ hasText: name }).getByRole('progressbar');
  const value = await bar
    .first()
    .getAttribute('aria-valuenow', { timeout: 500 })
    .catch(() => null);
  return value === null ? 100 : Number(value);
}

async function waitUntil(
  description: string,
  isTrue: () => Promise<boolean>,
  timeoutSeconds = 60,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not in ${timeoutSeconds} s: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Upload speed of this page in bytes a second, as a slow line would have it; `null` for as fast as it goes. */
async function throttle(page: Page, bytesPerSecond: number | null): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  });
}

async function fileIdOf(person: 'alice' | 'bob', name: string): Promise<string> {
  const reply = await clientOf(person).get(`/api/files?q=${encodeURIComponent(name)}&limit=10`);
  const found = reply.json.files.find((file: { name: string }) => file.name === name);
  if (!found) throw new Error(`${person} has no file ${name}`);
  return found.id;
}

async function downloadByHand(page: Page, name: string): Promise<string> {
  const downloading = page.waitForEvent('download', { timeout: 60_000 });
  await page
    .getByRole('button', { name: `Download ${name}` })
    .first()
    .click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(name);
  return sha256OfFile(await download.path());
}

describe('an ordinary day', () => {
  it('Alice drops a video, forty photos and a contract; pauses, resumes; downloads the same bytes', async () => {
    const { url } = inject('system');
    const context = await browser.newContext({ acceptDownloads: true, baseURL: url });
    const { page, problems, requests } = await signInByHand(context, 'alice');

    const video = path.join(folder, `holiday-${run}.mp4`);
    const videoHash = await writeVideo(video, 300 * MB);
    const photos = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const file = path.join(folder, `photo-${run}-${String(index + 1).padStart(2, '0')}.png`);
        const bytes = makePng(120 + index);
        await writeFile(file, bytes);
        return { file, hash: sha256(bytes) };
      }),
    );
    const contract = path.join(folder, `contract-${run}.pdf`);
    await writeFile(contract, makePdf('Contract'));
    const videoName = path.basename(video);

    await throttle(page, 40 * MB);
    await page.getByLabel('Choose files').setInputFiles([video, ...photos.map(({ file }) => file), contract]);
    await waitUntil('some progress', async () => {
      const value = await progressOf(page, videoName);
      return value > 3 && value < 90;
    });

    await page.getByRole('button', { name: `Pause ${videoName}` }).click();
    const resume = page.getByRole('button', { name: `Resume ${videoName}` });
    await resume.waitFor();
    const paused = await progressOf(page, videoName);
    expect(paused).toBeLessThan(95);
    // while the video rests, everything else goes on to its end; among so many files it is found by its name
    const find = (name: string) => page.getByRole('searchbox').first().fill(name);
    await find(path.basename(contract));
    await waitUntil(
      'the contract is listed',
      async () =>
        (await page.getByRole('button', { name: `Download ${path.basename(contract)}` }).count()) > 0,
    );
    expect(await progressOf(page, videoName)).toBeLessThanOrEqual(paused + 1);
    expect(await progressOf(page, videoName)).toBeLessThan(95);
    await throttle(page, null);
    await resume.click();
    await find(videoName);
    await page
      .getByRole('button', { name: `Download ${videoName}` })
      .first()
      .waitFor({ timeout: 90_000 });

    expect(await downloadByHand(page, videoName)).toBe(videoHash);
    const lastPhoto = photos.at(-1)!;
    await find(path.basename(lastPhoto.file));
    expect(await downloadByHand(page, path.basename(lastPhoto.file))).toBe(lastPhoto.hash);
    const listed = await clientOf('alice').get(`/api/files?q=photo-${run}&limit=100`);
    expect(listed.json.files).toHaveLength(40);
    expect(new Set(listed.json.files.map((file: { state: string }) => file.state))).toEqual(
      new Set(['available']),
    );

    // no byte of a file went to the portal: its own origin saw only small JSON
    const straight = requests.filter(
      ({ method, url: one }) => /PUT|POST/.test(method) && !one.startsWith(url),
    );
    expect(straight.length).toBeGreaterThanOrEqual(42);
    expect(requests.filter(({ method, url: one }) => method === 'PUT' && one.startsWith(url))).toEqual([]);
    // what the browser keeps for resume holds no URL and no signature
    const kept = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const contents = await Promise.all(
        databases.map(
          ({ name }) =>
            new Promise<unknown[]>((resolve, reject) => {
              const opening = indexedDB.open(name!);
              opening.onerror = () => reject(opening.error);
              opening.onsuccess = async () => {
                const all: unknown[] = [];
                for (const store of opening.result.objectStoreNames) {
                  const request = opening.result.transaction(store).objectStore(store).getAll();
                  all.push(await new Promise((done) => (request.onsuccess = () => done(request.result))));
                }
                opening.result.close();
                resolve(all);
              };
            }),
        ),
      );
      return JSON.stringify([contents, { ...localStorage }, { ...sessionStorage }]);
    });
    expect(kept).not.toMatch(/X-Amz-/i);
    expect(problems).toEqual([]);
    await context.close();
  }, 240_000);

  it('a page left in the middle asks, goes on with the file chosen again, and downloads without asking', async () => {
    const { url } = inject('system');
    const photo = `beside-${run}.png`;
    await uploadFile(clientOf('alice'), { name: photo, contentType: 'image/png' }, makePng(6));
    const context = await browser.newContext({ acceptDownloads: true, baseURL: url });
    const { page, problems, requests } = await signInByHand(context, 'alice');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.type());
      void dialog.accept();
    });
    const video = path.join(folder, `again-${run}.mp4`);
    const videoHash = await writeVideo(video, 120 * MB);
    const name = path.basename(video);
    const unfinished = async () =>
      (await clientOf('alice').get('/api/upload?state=reserved')).json.uploads.filter(
        (upload: { name: string }) => upload.name === name,
      );
    await throttle(page, 12 * MB);
    await page.getByLabel('Choose files').setInputFiles(video);
    await waitUntil('half of it', async () => {
      const value = await progressOf(page, name);
      return value > 50 && value < 100;
    });
    await page.reload();
    expect(questions).toEqual(['beforeunload']);
    await page.getByRole('button', { name: `Discard ${name}` }).waitFor();
    const [begun] = await unfinished();
    const half = await clientOf('alice').get(`/api/upload/${begun.uploadId}`);
    const storedBefore = half.json.stored.length;
    expect(storedBefore).toBeGreaterThan(0);

    requests.length = 0;
    await throttle(page, 12 * MB);
    await page.getByLabel('Choose files').setInputFiles(video);
    await waitUntil('it goes on', async () => (await progressOf(page, name)) < 95);
    expect(await page.getByRole('listitem').filter({ hasText: name }).count()).toBe(1);
    await downloadByHand(page, photo);
    expect(await progressOf(page, name)).toBeLessThan(100);
    expect(questions).toEqual(['beforeunload']);
    await throttle(page, null);
    await page
      .getByRole('button', { name: `Download ${name}` })
      .first()
      .waitFor({ timeout: 60_000 });
    expect(await unfinished()).toEqual([]);
    expect(requests.filter(({ method }) => method === 'PUT').length).toBe(
      Math.ceil(120_000_000 / half.json.partSize) - storedBefore,
    );
    expect(await downloadByHand(page, name)).toBe(videoHash);
    expect(problems).toEqual([]);
    await context.close();
  }, 180_000);

  it('a cancelled upload is gone everywhere', async () => {
    const { url } = inject('system');
    const context = await contextWith(browser, url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    await page.goto('/');
    const video = path.join(folder, `never-${run}.mp4`);
    await writeVideo(video, 120 * MB);
    await throttle(page, 10 * MB);
    const name = path.basename(video);
    await page.getByLabel('Choose files').setInputFiles(video);
    await waitUntil('some progress', async () => {
      const value = await progressOf(page, name);
      return value > 2 && value < 90;
    });
    await page.getByRole('button', { name: `Cancel ${name}` }).click();
    await throttle(page, null);
    await waitUntil('no unfinished upload is left', async () => {
      const reply = await clientOf('alice').get('/api/upload?state=reserved');
      return !reply.text.includes(name);
    });
    const files = await clientOf('alice').get(`/api/files?q=${name}`);
    expect(files.json.files.filter((file: { state: string }) => file.state === 'available')).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  }, 120_000);

  it('files can be dropped with the mouse', async () => {
    const { url } = inject('system');
    const context = await contextWith(browser, url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    await page.goto('/');
    const name = `dropped-${run}.png`;
    const bytes = makePng(30);
    await page.getByLabel('Choose files').waitFor({ state: 'attached' });
    const transfer = await page.evaluateHandle(
      ({ base64, fileName }) => {
        const data = new DataTransfer();
        const array = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([array], fileName, { type: 'image/png' }));
        return data;
      },
      { base64: bytes.toString('base64'), fileName: name },
    );
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await page.getByTestId('drop-zone').dispatchEvent(type, { dataTransfer: transfer });
    }
    await page
      .getByRole('button', { name: `Download ${name}` })
      .first()
      .waitFor({ timeout: 30_000 });
    expect(await downloadByHand(page, name)).toBe(sha256(bytes));
    expect(problems).toEqual([]);
    await context.close();
  });

  it("Bob sees nothing of Alice's and gets 404 for all of it", async () => {
    const { url } = inject('system');
    const videoId = await fileIdOf('alice', `holiday-${run}.mp4`);
    const context = await browser.newContext({ baseURL: url });
    const { page, problems } = await signInByHand(context, 'bob');
    await page.waitForLoadState('networkidle');
    expect(await page.content()).not.toContain(`holiday-${run}`);
    expect(await page.content()).not.toContain(videoId);
    expect(problems).toEqual([]);
    const bob = clientOf('bob');
    for (const one of [`/api/files/${videoId}`, `/api/download?key=${videoId}`]) {
      expect(await bob.get(one)).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
    }
    expect((await bob.send(`/api/files/${videoId}`, { method: 'DELETE' })).status).toBe(404);
    await context.close();
  });

  it('signing out ends it: the page and its history show nothing', async () => {
    const { url } = inject('system');
    const context = await browser.newContext({ baseURL: url });
    const { page, problems } = await signInByHand(context, 'bob');
    // What the page still asks for when the session ends is answered with 401, and rightly.
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('AU-022: no other site can put the app into a frame', async () => {
    const { url } = inject('system');
    const host = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>other site</title><iframe src="${url}/sign-in"></iframe>`);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const address = host.address();
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused = page.waitForEvent('console', (message) =>
      /frame-ancestors|X-Frame-Options/.test(message.text()),
    );
    await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
    await refused;
    const frame = page.frames().find((one) => one !== page.mainFrame());
    expect(await frame?.locator('input').count()).toBe(0);
    await context.close();
    await new Promise((resolve) => host.close(resolve));
  });

  it('the pages have no accessibility fault that a tool can find', async () => {
    const { url } = inject('system');
    const context = await contextWith(browser, url, inject('sessions').alice);
    const stranger = await browser.newContext({ baseURL: url });
    for (const [who, path] of [
      [stranger, '/sign-in'],
      [stranger, '/sign-up'],
      [context, '/'],
    ] as const) {
      const { page } = await openPage(who);
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(faults, path).toEqual([]);
    }
    await context.close();
    await stranger.close();
  });

  it('names that try to be markup are text', async () => {
    const { url } = inject('system');
    const context = await contextWith(browser, url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    const alice = clientOf('alice');
    const name = `"><img src=x onerror=alert(1)>${run}.png`;
    await uploadFile(alice, { name, contentType: 'image/png' }, makePng(5));
    await page.goto('/');
    await page.getByText(`_img src=x onerror=alert(1)_${run}.png`).first().waitFor();
    expect(dialogs).toBe(0);
    expect(problems).toEqual([]);
    await context.close();
  });
});
