import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ApiClient } from '../ApiClient.ts';
import { launchBrowser, openPage, type Watched } from '../browser.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { committedRows } from '../hostileInputs.ts';
import { makePdf, makePng, writeVideo } from '../makeFile.ts';
import { inTurns, uploadFile, waitForDownload } from '../transfer.ts';

/** An account of its own, so that what the list shows is known. */
const email = `my-files-${Date.now()}@example.com`;
const password = 'correct horse battery staple';
let browser: Browser;
let context: BrowserContext;
let client: ApiClient;
let folder: string;

beforeAll(async () => {
  const { url } = inject('system');
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'my-files-'));
  client = new ApiClient(url);
  const reply = await client.post('/api/auth/sign-up/email', { name: 'Kim Files', email, password });
  expect(reply.status).toBe(200);
  context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', acceptDownloads: true });
  await context.addCookies(
    [...client.cookies].map(([name, value]) => ({
      name,
      value,
      url,
      httpOnly: true,
      sameSite: 'Lax' as const,
    })),
  );
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openList(query = ''): Promise<Watched> {
  const watched = await openPage(context);
  await watched.page.goto(`/${query}`);
  await watched.page.getByLabel('Choose files').waitFor({ state: 'attached' });
  return watched;
}

const nameButton = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const bulkBar = (page: Page) => page.getByRole('region', { name: 'Selected files' });
const focusedFile = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

it('a folder is uploaded with its paths, which rows and details show', async () => {
  const inner = path.join(folder, 'Tax 2025', 'Receipts');
  await mkdir(inner, { recursive: true });
  await writeFile(path.join(folder, 'Tax 2025', 'summary.pdf'), makePdf('Summary'));
  await writeFile(path.join(inner, 'train.png'), makePng(20));
  await writeFile(path.join(inner, 'hotel.png'), makePng(21));
  const { page, problems } = await openList();
  await page.getByLabel('Choose a folder').setInputFiles(path.join(folder, 'Tax 2025'));
  await page.getByRole('button', { name: 'Download train.png' }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Download hotel.png' }).waitFor();
  const row = page.locator('li[data-file]').filter({ hasText: 'train.png' });
  await expect.poll(() => row.getByTitle('Tax 2025/Receipts').textContent()).toBe('Tax 2025›Receipts');
  await page.getByRole('button', { name: 'Clear list' }).click();
  expect(problems).toEqual([]);
  await page.close();
});

it('the address holds the filters, and the back button takes them away', async () => {
  const { page, problems } = await openList('?kind=image&sort=name');
  await nameButton(page, 'train.png').waitFor();
  expect(await page.locator('li[data-file]').count()).toBe(2);
  await expect.poll(() => page.locator('li[data-file]').first().getAttribute('data-index')).toBe('0');
  await expect
    .poll(() => page.locator('li[data-file] [data-row-focus]').allTextContents())
    .toEqual(['hotel.png', 'train.png']);
  await page.getByRole('button', { name: 'Filters (1)' }).click();
  await page.getByLabel('Kind').selectOption('document');
  await nameButton(page, 'summary.pdf').waitFor();
  await nameButton(page, 'train.png').waitFor({ state: 'detached' });
  expect(page.url()).toContain('kind=document');
  await page.goBack();
  await nameButton(page, 'train.png').waitFor();
  await page.getByLabel('State').selectOption('approved');
  await page.getByText('No file fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await nameButton(page, 'summary.pdf').waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

it('without a mouse: go from file to file, select a range, delete it, and restore it from the trash', async () => {
  const { page, problems } = await openList('?sort=name');
  await nameButton(page, 'train.png').waitFor();
  await page.keyboard.press('j');
  await expect.poll(() => focusedFile(page)).toBe('hotel.png');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focusedFile(page)).toBe('train.png');
  await page.keyboard.press('k');
  await expect.poll(() => focusedFile(page)).toBe('summary.pdf');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await bulkBar(page).getByText('2 files selected').waitFor();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete 2 files?' });
  await dialog.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Deleted 2 files.').first().waitFor({ state: 'attached' });
  await nameButton(page, 'train.png').waitFor({ state: 'detached' });
  await expect.poll(() => focusedFile(page)).toBe('hotel.png');
  // the key of the search, and the way to the trash through the palette
  await page.keyboard.press('/');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').waitFor();
  await page.keyboard.type('open the trash');
  await page.keyboard.press('Enter');
  await nameButton(page, 'train.png').waitFor();
  expect(page.url()).toContain('view=trash');
  await page.getByText('Files stay here for').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Control+a');
  await bulkBar(page).getByText('2 files selected').waitFor();
  await bulkBar(page).getByRole('button', { name: 'Restore' }).press('Enter');
  await page.getByText('The trash is empty').waitFor();
  const files = await client.get('/api/files?limit=100');
  expect(files.json.files).toHaveLength(3);
  expect(problems).toEqual([]);
  await page.close();
});

it('a new version of the same document; both can be downloaded, and the history tells', async () => {
  const { page, problems } = await openList();
  await nameButton(page, 'summary.pdf').click();
  const drawer = page.getByRole('dialog', { name: 'summary.pdf' });
  await drawer.getByText('You uploaded it').waitFor();
  const choosing = page.waitForEvent('filechooser');
  await drawer.getByRole('button', { name: 'Upload a new version' }).click();
  await (await choosing).setFiles({
    name: 'summary.pdf',
    mimeType: 'application/pdf',
    buffer: makePdf('Summary, second version'),
  });
  await drawer.waitFor({ state: 'detached' });
  const row = page.locator('li[data-file]').filter({ hasText: 'summary.pdf' });
  await row.getByText('Version 2').waitFor({ timeout: 30_000 });
  await row.getByRole('button', { name: 'Download summary.pdf' }).waitFor({ timeout: 30_000 });
  await nameButton(page, 'summary.pdf').click();
  await drawer.getByText('You uploaded a new version (version 2)').waitFor();
  const downloading = page.waitForEvent('download');
  await drawer.getByRole('button', { name: 'Download version 1' }).click();
  expect((await downloading).suggestedFilename()).toBe('summary.pdf');
  expect((await client.get('/api/files?limit=100')).json.files).toHaveLength(3);
  expect(problems).toEqual([]);
  await page.close();
});

// Of a store that does not verify checksums none is asked; real ones are of that kind.
const isChecksumVerified = process.env.E2E_STORE === undefined;

it('a small file goes with its checksum, which a worker takes, where the store verifies it', async () => {
  const { page, problems } = await openList();
  const bytes = makePng(31);
  const working = isChecksumVerified ? page.waitForEvent('worker') : null;
  const asking = page.waitForRequest((request) => request.url().endsWith('/api/upload'));
  await page
    .getByLabel('Choose files')
    .setInputFiles({ name: 'summed.png', mimeType: 'image/png', buffer: bytes });
  await working;
  const [file] = (await asking).postDataJSON().files;
  expect(file.checksumSha256).toBe(
    isChecksumVerified ? createHash('sha256').update(bytes).digest('base64') : undefined,
  );
  await page.getByRole('button', { name: 'Download summed.png' }).waitFor({ timeout: 30_000 });
  expect(problems).toEqual([]);
  await page.close();
});

it('files that are held over the page are taken wherever they are let go, and nothing opens in its place', async () => {
  const { page, problems } = await openList();
  const transfer = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], 'anywhere.png', { type: 'image/png' }));
    return data;
  }, makePng(12).toString('base64'));
  const footer = page.locator('body');
  await footer.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.getByText('Let go to upload').waitFor();
  await footer.dispatchEvent('dragleave', { dataTransfer: transfer });
  await page.getByText('Let go to upload').waitFor({ state: 'detached' });
  await footer.dispatchEvent('dragenter', { dataTransfer: transfer });
  await footer.dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByRole('button', { name: 'Download anywhere.png' }).waitFor({ timeout: 30_000 });
  expect(problems).toEqual([]);
  await page.close();
});

it('no file name of the corpus breaks a view: list, details, trash; wide and at 360 pixels', async () => {
  const rows = committedRows.filter(
    ({ surface, input, expected }) =>
      surface === 'filename' && input.kind === 'literal' && expected.outcome === 'accept',
  );
  const taken = await inTurns(rows, async ({ input, expected }) => {
    const extension = expected.sanitized?.split('.').at(-1)?.toLowerCase();
    const [contentType, bytes] =
      extension === 'pdf'
        ? ['application/pdf', makePdf()]
        : extension === 'txt'
          ? ['text/plain', Buffer.from('x')]
          : ['image/png', makePng(4)];
    const name = /^(pdf|txt|png)$/.test(extension ?? '') ? input.value! : `${input.value!}.png`;
    const sent = await uploadFile(client, { name, contentType }, new Uint8Array(bytes)).catch(() => null);
    if (sent === null) return [];
    await waitForDownload(client, sent.key);
    return [{ id: sent.key, name: (await client.get(`/api/files/${sent.key}`)).json.name as string }];
  });
  const ids = taken.flat().map(({ id }) => id);
  const names = new Set(taken.flat().map(({ name }) => name));
  expect(ids.length).toBeGreaterThan(10);

  const { page, problems } = await openList();
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const expectInert = async (view: string) => {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await sideways(), `${view} at ${width}`).toBeLessThanOrEqual(0);
    }
    // Pictures of ours are at the store, by their whole address.
    const foreign = ':is(main, dialog) :is(script, iframe, img:not([src^="blob:"], [src^="http"]))';
    expect(await page.locator(foreign).count(), view).toBe(0);
  };
  /** Walks down the list, again where a busy machine drew rows too late to be seen in passing. */
  const expectAllShown = async () => {
    const missing = new Set(names);
    const walk = async () => {
      for (const name of await shownNames()) missing.delete(name);
      return [...missing];
    };
    await expect.poll(walk, { timeout: 60_000 }).toEqual([]);
  };
  const shownNames = async () => {
    const shown = new Set<string>();
    await page.evaluate(() => scrollTo(0, 0));
    for (;;) {
      for (const text of await page.locator('[data-row-focus]').allTextContents()) shown.add(text);
      const isEnd = await page.evaluate(() => {
        const before = scrollY;
        scrollBy(0, 400);
        return scrollY === before;
      });
      if (isEnd && (await page.getByRole('button', { name: /Show more|Loading/ }).count()) === 0)
        return shown;
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
      );
    }
  };
  await page.goto('/');
  await expectAllShown();
  await expectInert('list');
  for (const id of ids.slice(0, 12)) {
    await page.goto(`/?file=${id}`);
    await page.getByRole('dialog').getByText('You uploaded it').waitFor();
    await expectInert(`details of ${id}`);
  }
  // The details ask for their picture until they are left, which is 404 for what is deleted meanwhile.
  await page.goto('/?view=trash');
  for (let start = 0; start < ids.length; start += 100)
    await client.post('/api/files/bulk', { action: 'delete', ids: ids.slice(start, start + 100) });
  await page.goto('/?view=trash');
  await expectAllShown();
  await expectInert('trash');
  await page.getByLabel('Select all that are shown').check();
  await bulkBar(page).getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByText('The trash is empty').waitFor({ timeout: 30_000 });
  expect(dialogs).toBe(0);
  expect(problems).toEqual([]);
  await page.close();
}, 240_000);

it('on a phone the camera is offered instead of folders, and everything large enough to touch', async () => {
  const { url } = inject('system');
  const phone = await browser.newContext({
    baseURL: url,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    storageState: await context.storageState(),
  });
  const { page, problems } = await openPage(phone);
  await page.goto('/');
  await page.getByText('Take a photo').waitFor();
  await expect.poll(() => page.getByLabel('Take a photo').getAttribute('capture')).toBe('environment');
  expect(await page.getByText('Choose a folder').isVisible()).toBe(false);
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'main button:not([data-row-focus]), main label[for], header button',
      ),
    ]
      .filter((element) => element.checkVisibility() && !element.classList.contains('sr-only'))
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => element.textContent),
  );
  expect(small).toEqual([]);
  expect(problems).toEqual([]);
  await phone.close();
});

it('many unfinished uploads are a short list, continued and discarded together', async () => {
  const parts = Array.from({ length: 30 }, (_, index) => makePdf(`part ${index} of many`));
  const reply = await client.post('/api/upload', {
    files: parts.map((bytes, index) => ({
      name: `unsent ${index}.pdf`,
      size: bytes.byteLength,
      contentType: 'application/pdf',
    })),
  });
  expect(reply.status).toBe(200);
  const { page, problems } = await openList();
  const area = page.getByRole('region', { name: 'Not finished yet' });
  await area.getByText('30 files. Choose the same files again').waitFor();
  expect(await area.getByRole('listitem').count()).toBe(5);
  await area.getByRole('button', { name: 'Show 25 more' }).click();
  expect(await area.getByRole('listitem').count()).toBe(30);
  await expectAccessible(page, 'many unfinished uploads');

  const chosen = [7, 21].map((index) => ({
    name: `unsent ${index}.pdf`,
    mimeType: 'application/pdf',
    buffer: Buffer.from(parts[index]!),
  }));
  await area
    .getByLabel('Choose the files again')
    .setInputFiles([...chosen, { ...chosen[0]!, name: 'another.pdf' }]);
  await area.getByText('One of the chosen files is not among these').waitFor();
  await area.getByText('28 files.').waitFor();
  for (const { name } of chosen) await nameButton(page, name).waitFor();

  await area.getByRole('button', { name: 'Discard all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard all' }).click();
  await area.waitFor({ state: 'detached' });
  expect((await client.get('/api/upload?state=reserved')).json.uploads).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

it('a tab shows how far another one is with a large file, and lists it when it is done', async () => {
  const video = path.join(folder, 'ceremony.mp4');
  await writeVideo(video, 40_000_000);
  const sending = await openList();
  const session = await context.newCDPSession(sending.page);
  await session.send('Network.enable');
  const limit = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await limit(2_000_000);
  await sending.page.getByLabel('Choose files').setInputFiles(video);
  await sending.page.getByRole('button', { name: 'Pause ceremony.mp4' }).waitFor();
  // The server lists it as unfinished from the handshake on.
  await expect
    .poll(async () => (await client.get('/api/upload?state=reserved')).json.uploads)
    .toHaveLength(1);

  const watching = await openList();
  const area = watching.page.getByRole('region', { name: 'Not finished yet' });
  const bar = area.getByRole('progressbar', { name: 'Upload of ceremony.mp4 in another tab' });
  await bar.waitFor();
  await area.getByText('being uploaded in another tab').waitFor();
  expect(await area.getByRole('button', { name: 'Discard' }).count()).toBe(0);
  const progress = async () => Number(await bar.getAttribute('aria-valuenow'));
  const before = await progress();
  await expect.poll(progress).toBeGreaterThan(before);
  await expectAccessible(watching.page, 'an upload of another tab');
  await sending.page.getByRole('button', { name: 'Pause ceremony.mp4' }).click();
  await area.getByText('paused in another tab').waitFor();
  await limit(-1);
  await sending.page.getByRole('button', { name: 'Resume ceremony.mp4' }).click();
  await watching.page.getByRole('button', { name: 'Download ceremony.mp4' }).waitFor({ timeout: 60_000 });
  // The list may hear of it before the other tab says so.
  await expect.poll(() => area.count()).toBe(0);
  expect([...sending.problems, ...watching.problems]).toEqual([]);
  await sending.page.close();
  await watching.page.close();
});

it('after a reload one click continues with the file that the browser still knows', async () => {
  const video = path.join(folder, 'speech.mp4');
  // Three rounds of parts: after the first one there is something to keep, and something to send.
  const sizeBytes = 100_000_000;
  await writeVideo(video, sizeBytes);
  const { page, problems, requests } = await openList();
  page.on('dialog', (dialog) => void dialog.accept());
  let hasChooser = false;
  page.on('filechooser', () => {
    hasChooser = true;
  });
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const limit = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await limit(8_000_000);
  // Scripts get no handles of files on the disk; one of the browser's own file system is just as real.
  const input = await page.evaluateHandle(() => {
    const chosen = document.createElement('input');
    chosen.type = 'file';
    return chosen;
  });
  await input.setInputFiles(video);
  const dropped = await page.evaluateHandle(async (chosen) => {
    const directory = await navigator.storage.getDirectory();
    const handle = await directory.getFileHandle('speech.mp4', { create: true });
    await chosen.files![0]!.stream().pipeTo(await handle.createWritable());
    DataTransferItem.prototype.getAsFileSystemHandle = async () => handle;
    const data = new DataTransfer();
    data.items.add(await handle.getFile());
    return data;
  }, input);
  await page.locator('body').dispatchEvent('dragenter', { dataTransfer: dropped });
  await page.locator('body').dispatchEvent('drop', { dataTransfer: dropped });
  const unfinished = async () => (await client.get('/api/upload?state=reserved')).json.uploads;
  const stored = async () => {
    const [upload] = await unfinished();
    return upload ? (await client.get(`/api/upload/${upload.uploadId}`)).json.stored.length : 0;
  };
  await expect.poll(stored, { timeout: 30_000 }).toBeGreaterThan(1);
  const [{ uploadId }] = await unfinished();
  await page.reload();
  const before = await stored();
  await limit(-1);
  requests.length = 0;
  const area = page.getByRole('region', { name: 'Not finished yet' });
  await area.getByText('Continue where it stopped').waitFor();
  await expectAccessible(page, 'an upload that can be continued');
  await area.getByRole('button', { name: 'Continue speech.mp4', exact: true }).click();
  await page.getByRole('button', { name: 'Download speech.mp4' }).waitFor({ timeout: 60_000 });
  await expect.poll(() => area.count()).toBe(0);
  expect(hasChooser).toBe(false);
  const { state, partSize } = (await client.get(`/api/upload/${uploadId}`)).json;
  expect(['uploaded', 'verifying', 'available']).toContain(state);
  // What the store had is not sent again.
  const sent = requests.filter(({ method, url }) => method === 'PUT' && url.includes('partNumber='));
  expect(sent).toHaveLength(Math.ceil(sizeBytes / partSize) - before);
  expect(problems).toEqual([]);
  await page.close();
});
