import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeDocx } from '../../apps/portal/test/makeOffice.ts';
import type { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf, makePng } from '../makeFile.ts';
import type { Person } from '../startSystem.ts';
import { download, uploadFile, waitForDownload } from '../transfer.ts';
import { workerPids } from '../workerPids.ts';

/** What is made from files: seen by their owners and by who reviews, by nobody else, and made in spite of everything. */
const run = `prev${Date.now().toString(36)}`;
const patience = { timeout: 60_000 };

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'previews-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const hasTool = (name: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

type Derivative = {
  name: string;
  state: string;
  contentType: string;
  size: number | null;
  reason: string | null;
};

async function derivativesOf(client: ApiClient, id: string): Promise<Derivative[]> {
  return (await client.get(`/api/files/${id}`)).json.derivatives;
}

/** Waits until everything that is made of a file is made, or said not to be. */
async function settled(client: ApiClient, id: string, names: readonly string[]): Promise<Derivative[]> {
  await expect
    .poll(async () => {
      const all = await derivativesOf(client, id);
      return names.filter((name) => !all.some((one) => one.name === name && one.state !== 'pending'));
    }, patience)
    .toEqual([]);
  // What processors add has tests of its own.
  return (await derivativesOf(client, id)).filter(({ name }) => !name.startsWith('image-captions'));
}

async function handOver(person: Person, name: string, contentType: string, bytes: Uint8Array<ArrayBuffer>) {
  const client = clientOf(person);
  const { key } = await uploadFile(client, { name, contentType }, bytes);
  await waitForDownload(client, key);
  return key;
}

/** A picture that was really drawn, and not only given a place. */
const isDrawn = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)
    .catch(() => false);

describe('pictures of files', () => {
  it('are asked for by owners and reviewers, each with its event, and are nothing to anybody else', async () => {
    const alice = clientOf('alice');
    const id = await handOver('alice', `${run} api.png`, 'image/png', makePng(300));
    const made = await settled(alice, id, ['web', 'thumb', 'thumb-2x']);
    expect(made.map(({ state, contentType }) => `${state} ${contentType}`)).toEqual(
      Array(3).fill('available image/webp'),
    );
    const listed = (await alice.get(`/api/files?q=${run}%20api`)).json.files[0];
    expect(listed.derivatives.map(({ name }: Derivative) => name)).toEqual(['thumb']);
    for (const person of ['alice', 'rita'] as const) {
      const client = clientOf(person);
      const reply = await client.get(`/api/download?key=${id}&derivative=thumb`);
      expect(reply.status, person).toBe(200);
      const { bytes, headers } = await download(reply.json.signedUrl);
      expect(headers.get('content-type')).toBe('image/webp');
      expect(bytes.toString('latin1', 8, 12)).toBe('WEBP');
      const { json } = await client.post('/api/thumbnails', { keys: [id] });
      expect(json.thumbnails).toMatchObject([{ key: id, state: 'available', version: 1 }]);
    }
    const { events } = (await clientOf('ada').get(`/api/audit?file=${id}&action=url.signed`)).json;
    expect(events.map(({ purpose }: { purpose: string }) => purpose)).toEqual(
      expect.arrayContaining(['preview', 'thumbnail', 'preview', 'thumbnail']),
    );
    const bob = clientOf('bob');
    expect((await bob.get(`/api/download?key=${id}&derivative=thumb`)).status).toBe(404);
    expect((await bob.post('/api/thumbnails', { keys: [id] })).json.thumbnails).toEqual([
      { key: id, state: 'none' },
    ]);
    expect((await alice.get(`/api/download?key=${id}&derivative=poster`)).status).toBe(404);
    for (const body of [{ keys: [] }, { keys: Array(101).fill(id) }, { keys: [id], derivative: '../x' }, {}])
      expect((await alice.post('/api/thumbnails', body)).status, JSON.stringify(body).slice(0, 40)).toBe(400);
    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    for (const person of ['alice', 'rita'] as const) {
      expect((await clientOf(person).get(`/api/download?key=${id}&derivative=thumb`)).status).toBe(404);
      const { json } = await clientOf(person).post('/api/thumbnails', { keys: [id] });
      expect(json.thumbnails, person).toEqual([{ key: id, state: 'none' }]);
    }
  });

  it('come by themselves into the list after an upload, and into the details; no signed URL is in the page', async () => {
    const picture = path.join(folder, `${run} gulls.png`);
    const paper = path.join(folder, `${run} lease.pdf`);
    await writeFile(picture, makePng(400));
    await writeFile(paper, makePdf('Lease agreement'));
    const context = await contextWith(browser, inject('system').url, inject('sessions').alice);
    const { page, problems } = await openPage(context);
    await page.goto('/');
    const input = page.getByLabel('Choose files');
    await input.waitFor({ state: 'attached' });
    await input.setInputFiles(hasTool('pdftoppm') ? [picture, paper] : [picture]);
    for (const name of hasTool('pdftoppm') ? ['gulls', 'lease'] : ['gulls']) {
      const row = page.locator('li[data-file]').filter({ hasText: `${run} ${name}` });
      // Below the uploads, and only what is looked at is asked for.
      await row.scrollIntoViewIfNeeded(patience);
      const drawn = `li[data-file]:has-text("${run} ${name}") [data-thumbnail]`;
      await expect.poll(() => isDrawn(page, drawn), patience).toBe(true);
    }
    await page.getByRole('button', { name: `${run} gulls.png`, exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('img', { name: 'Picture of' }).waitFor();
    await expect.poll(() => isDrawn(page, 'dialog img')).toBe(true);
    await expectAccessible(page, 'details with a picture');
    expect(await page.content()).not.toMatch(/X-Amz-Signature/i);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('are in the queue of who reviews, and large beside the decision', async () => {
    const name = `${run} review.png`;
    const id = await handOver('bob', name, 'image/png', makePng(500));
    await settled(clientOf('bob'), id, ['web', 'thumb']);
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review?q=${encodeURIComponent(name)}`);
    await expect.poll(() => isDrawn(page, `[data-row="${id}"] [data-thumbnail]`), patience).toBe(true);
    await page.goto(`/review/${id}`);
    const viewer = page.getByRole('region', { name: 'Preview' });
    await viewer.getByRole('img', { name: `Picture of ${name}` }).waitFor();
    await expectAccessible(page, 'review with a picture');
    expect(await page.content()).not.toMatch(/X-Amz-Signature/i);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('of what cannot be read are refused in words, once', async () => {
    const whole = makePng(200);
    const name = `${run} broken.png`;
    const id = await handOver('bob', name, 'image/png', whole.subarray(0, whole.length / 2));
    const made = await settled(clientOf('bob'), id, ['web', 'thumb']);
    expect(made.map(({ state, reason }) => `${state} ${reason}`)).toEqual(Array(3).fill('failed unreadable'));
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page } = await openPage(context);
    await page.goto(`/review/${id}`);
    await page.getByText('The content cannot be read').waitFor();
    await context.close();
    const jobs = (await clientOf('ada').get('/api/admin/jobs')).json;
    expect(jobs.counts.find(({ kind }: { kind: string }) => kind === 'derive')?.parked ?? 0).toBe(0);
  });
});

describe('documents of office programs', () => {
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

  it('are there as pages beside the decision where LibreOffice is, and elsewhere it is said why not', async () => {
    const name = `${run} minutes.docx`;
    const pageBreak = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
    const words = '<w:p><w:r><w:t>Minutes of the meeting about the lease</w:t></w:r></w:p>';
    const bytes = makeDocx({ body: `${words}${pageBreak}${words}${pageBreak}${words}` });
    const id = await handOver('bob', name, docx, bytes);
    const made = await settled(clientOf('bob'), id, ['page-1', 'thumb', 'thumb-2x']);
    const context = await contextWith(browser, inject('system').url, inject('sessions').rita);
    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    if (hasTool('soffice') && hasTool('pdftoppm')) {
      expect(made.map((one) => `${one.name} ${one.state}`).sort()).toEqual(
        ['page-1', 'page-2', 'page-3', 'thumb', 'thumb-2x'].map((one) => `${one} available`),
      );
      const viewer = page.getByRole('region', { name: 'Preview' });
      await viewer.getByRole('img', { name: `Page 1 of ${name}` }).waitFor();
      await expect.poll(() => isDrawn(page, `img[alt="Page 1 of ${name}"]`)).toBe(true);
      await viewer.getByRole('listitem').nth(2).scrollIntoViewIfNeeded();
      await viewer.getByRole('img', { name: `Page 3 of ${name}` }).waitFor();
      await expectAccessible(page, 'review with pages of a document');
      await page.goto(`/review?q=${encodeURIComponent(name)}`);
      await expect.poll(() => isDrawn(page, `[data-row="${id}"] [data-thumbnail]`), patience).toBe(true);
    } else {
      expect(made.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
        Array(3).fill('not_available tool_missing'),
      );
      await page.getByText('is not installed here').first().waitFor();
    }
    expect(problems).toEqual([]);
    await context.close();
  });
});

describe.runIf(process.platform === 'linux')('a worker that is killed', () => {
  it('leaves nothing undone: every picture is there in the end, once', async ({ skip }) => {
    if (workerPids(inject('system').dataDir).length === 0)
      skip('the worker of this system is not a process here');
    const alice = clientOf('alice');
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      // Checked, so that its pictures are what the worker is at.
      ids.push(await handOver('alice', `${run} kill ${index}.png`, 'image/png', makePng(700)));
      if (index % 2 === 1)
        for (const pid of workerPids(inject('system').dataDir)) process.kill(pid, 'SIGKILL');
    }
    for (const id of ids) {
      const made = await settled(alice, id, ['web', 'thumb', 'thumb-2x']);
      expect(made.map(({ state }) => state)).toEqual(Array(3).fill('available'));
    }
    const { events } = (await clientOf('ada').get(`/api/audit?action=derivatives.made&limit=100`)).json;
    // The small ones and the large one, each recorded once, whoever of the workers did it.
    const countMade = (id: string) =>
      events
        .filter(({ file }: { file: string }) => file === id)
        .reduce((sum: number, { details }: { details: { available: number } }) => sum + details.available, 0);
    for (const id of ids) expect(countMade(id)).toBe(3);
  });
});
