import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmtpSink, startSmtpSink } from '../../apps/portal/test/startSmtpSink.ts';
import { ApiClient } from '../ApiClient.ts';
import { launchBrowser, openPage, type Watched } from '../browser.ts';
import { makePdf, makePng, sha256OfFile, writeVideo } from '../makeFile.ts';
import { type Person, people, type System, startSystem } from '../startSystem.ts';

const MB = 1_000_000;
const newcomer = { name: 'Nora Newman', email: 'nora@example.com', password: 'four words make passwords' };

/** A system of its own, because this one sends mail and so asks for confirmed addresses. */
let system: System & { stop(): Promise<void> };
let mail: SmtpSink;
let browser: Browser;
let folder: string;
const contexts: BrowserContext[] = [];
const videoName = 'site visit.mp4';
let videoHash: string;

beforeAll(async () => {
  mail = await startSmtpSink();
  system = await startSystem({ SMTP_URL: mail.url, MAIL_FROM: 'Valet Key <files@example.com>' });
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'story-'));
  await makeFolder(path.join(folder, 'Handover'));
  videoHash = await writeVideo(path.join(folder, videoName), 200 * MB);
}, 420_000);
afterAll(async () => {
  await browser?.close();
  await system?.stop();
  await mail?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Forty files of several kinds, in two folders. */
async function makeFolder(root: string): Promise<void> {
  await mkdir(path.join(root, 'photos'), { recursive: true });
  const writes = [];
  for (let index = 1; index <= 20; index += 1)
    writes.push(writeFile(path.join(root, 'photos', `photo ${index}.png`), makePng(40 + index)));
  for (let index = 1; index <= 10; index += 1)
    writes.push(writeFile(path.join(root, `contract ${index}.pdf`), makePdf(`Contract ${index}`)));
  for (let index = 1; index <= 5; index += 1)
    writes.push(
      writeFile(path.join(root, `figures ${index}.csv`), `month,total\n2026-0${index},${index * 100}\n`),
    );
  for (let index = 1; index <= 5; index += 1)
    writes.push(writeFile(path.join(root, `notes ${index}.txt`), `Note number ${index}\n`));
  await Promise.all(writes);
}

async function newPage(): Promise<Watched> {
  const context = await browser.newContext({ acceptDownloads: true, baseURL: system.url });
  contexts.push(context);
  return openPage(context);
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Choose files').waitFor({ state: 'attached' });
}

async function pageOf(person: Person): Promise<Watched> {
  const watched = await newPage();
  await signIn(watched.page, people[person], system.password);
  return watched;
}

async function apiOf(email: string, password: string): Promise<ApiClient> {
  const client = new ApiClient(system.url);
  expect((await client.signIn(email, password)).status).toBe(200);
  return client;
}

async function waitUntil(what: string, isTrue: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not in ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function throttle(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

async function progressOf(page: Page, name: string): Promise<number> {
  const bar = page.getByRole('progressbar', { name: `Upload of ${name}` });
  return Number(await bar.getAttribute('aria-valuenow', { timeout: 500 }).catch(() => '100'));
}

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

describe('from the first visit to the last question', () => {
  let nora: Watched;

  it('somebody new signs up, confirms the address from a real mail, and signs in', async () => {
    nora = await newPage();
    const { page } = nora;
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill(newcomer.name);
    await page.getByLabel('E-mail').fill(newcomer.email);
    await page.getByLabel('Password').fill(newcomer.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('We sent a mail to your address.').waitFor();

    // Before that nobody gets in, however right the password is.
    const early = await new ApiClient(system.url).signIn(newcomer.email, newcomer.password);
    expect(early).toMatchObject({ status: 403, json: { code: 'EMAIL_NOT_VERIFIED' } });

    const { link, text } = await mail.mailTo(newcomer.email);
    expect(text).not.toContain(newcomer.name);
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await page.getByText('Your address is confirmed.').waitFor();
    expect(page.url()).not.toContain('token');
    await signIn(page, newcomer.email, newcomer.password);
    await page.getByText('No files yet').waitFor();
  });

  it('uploads a folder of forty files and a large video, pauses, reloads, and goes on where it was', async () => {
    const { page } = nora;
    await page.getByLabel('Choose a folder').setInputFiles(path.join(folder, 'Handover'));
    await page.getByText('40 files uploaded').waitFor({ timeout: 120_000 });
    await throttle(page, 20 * MB);
    await page.getByLabel('Choose files').setInputFiles(path.join(folder, videoName));
    await waitUntil('the video is on its way', async () => {
      const value = await progressOf(page, videoName);
      return value > 20 && value < 80;
    });
    await page.getByRole('button', { name: `Pause ${videoName}` }).click();
    await page.getByRole('button', { name: `Resume ${videoName}` }).waitFor();

    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    const api = await apiOf(newcomer.email, newcomer.password);
    const [unfinished] = (await api.get('/api/upload?state=reserved')).json.uploads;
    const { stored } = (await api.get(`/api/upload/${unfinished.uploadId}`)).json;
    expect(stored.length).toBeGreaterThan(0);
    await page.getByRole('heading', { name: 'Not finished yet' }).waitFor();
    const sentBefore = nora.requests.filter(
      ({ method, url }) => method === 'PUT' && !url.startsWith(system.url),
    ).length;
    await page.getByLabel(`Continue ${videoName}`).setInputFiles(path.join(folder, videoName));
    await page.getByRole('button', { name: `Download ${videoName}` }).waitFor({ timeout: 120_000 });
    const sentAfter = nora.requests.filter(
      ({ method, url }) => method === 'PUT' && !url.startsWith(system.url),
    ).length;
    const parts = Math.ceil((200 * MB) / unfinished.partSize);
    expect(sentAfter - sentBefore, 'no part that the store had was sent again').toBe(parts - stored.length);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download ${videoName}` }).click();
    expect(await sha256OfFile(await (await downloading).path())).toBe(videoHash);
    const { files } = (await api.get('/api/files?limit=100')).json;
    expect(files).toHaveLength(41);
    expect(
      files.filter(({ path: where }: { path: string | null }) => where === 'Handover/photos'),
    ).toHaveLength(20);
  }, 300_000);

  it('deletes a file and takes it back', async () => {
    const { page } = nora;
    const api = await apiOf(newcomer.email, newcomer.password);
    await page.goto('/?q=notes%201');
    await choose(page, 'notes 1.txt', 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted notes 1.txt.').first().waitFor({ state: 'attached' });
    expect((await api.get('/api/files?q=notes%201')).json.files).toEqual([]);
    await page.goto('/?view=trash');
    await page
      .getByRole('button', { name: 'Restore', exact: true })
      .or(page.getByRole('button', { name: 'Restore notes 1.txt' }))
      .first()
      .click();
    await page.getByText('The trash is empty').waitFor();
    await page.goto('/?q=notes%201');
    await page.getByRole('button', { name: 'More for notes 1.txt' }).waitFor();
    expect((await api.get('/api/files?q=notes%201')).json.files).toHaveLength(1);
  });

  it('is asked for a change, sends a new version, and has it approved', async () => {
    const api = await apiOf(newcomer.email, newcomer.password);
    const [{ id }] = (await api.get('/api/files?q=contract%203')).json.files;
    const rita = await pageOf('rita');
    await rita.page.goto('/review?q=contract%203');
    await rita.page.getByRole('link', { name: 'contract 3.pdf' }).click();
    await rita.page.getByRole('button', { name: 'Claim', exact: true }).click();
    await rita.page.getByLabel('Request changes').check();
    await rita.page.getByLabel('Reason').selectOption({ label: 'A signature is missing' });
    await rita.page.getByLabel('Message to the owner').fill('Please sign the last page.');
    await rita.page.getByRole('button', { name: 'Request changes' }).click();
    await rita.page
      .getByText(/Asked for changes to contract 3/)
      .first()
      .waitFor();

    const { page } = nora;
    await page.goto('/?q=contract%203');
    await page.getByText('Please sign the last page.').first().waitFor();
    await waitUntil('the owner has the mail', async () =>
      mail.mails.some(
        ({ to, subject }) => to.includes(newcomer.email) && subject === 'Your file needs a change',
      ),
    );
    const asked = mail.mails.find(({ subject }) => subject === 'Your file needs a change')!;
    expect(asked.text).toContain('“contract 3.pdf”');
    expect(asked.text).toContain('> Please sign the last page.');
    expect(asked.link).toBe(`${system.url}/?file=${id}`);
    expect(asked.raw).not.toMatch(/Rita/);
    expect(await page.content()).not.toMatch(/Rita/);
    const signed = path.join(folder, 'contract 3.pdf');
    await writeFile(signed, makePdf('Contract 3, signed'));
    const choosing = page.waitForEvent('filechooser');
    await choose(page, 'contract 3.pdf', 'Upload a new version');
    await (await choosing).setFiles(signed);
    await waitUntil('the second version is checked', async () => {
      const file = (await api.get(`/api/files/${id}`)).json;
      return file.version === 2 && file.state === 'available' && file.review === 'unreviewed';
    });

    const ravi = await pageOf('ravi');
    await ravi.page.goto(`/review/${id}`);
    await ravi.page.getByRole('button', { name: 'Claim', exact: true }).click();
    await ravi.page.getByLabel('Approve').check();
    await ravi.page.getByRole('button', { name: 'Approve' }).click();
    await ravi.page
      .getByText(/Approved contract 3/)
      .first()
      .waitFor();
    await page.goto('/?q=contract%203');
    await page.getByText('Approved', { exact: true }).first().waitFor();
    await waitUntil('the owner has the mail of the approval', async () =>
      mail.mails.some(({ subject }) => subject === 'Your file was approved'),
    );
    expect([...rita.problems, ...ravi.problems]).toEqual([]);
  });

  it('the administrator says who touched the file, and ends an account in the middle of an upload', async () => {
    const api = await apiOf(newcomer.email, newcomer.password);
    const [{ id }] = (await api.get('/api/files?q=contract%203')).json.files;
    const ada = await pageOf('ada');
    await ada.page.goto(`/admin/audit?file=${id}`);
    const events = ada.page.getByRole('main');
    for (const who of [newcomer.name, 'Rita', 'Ravi']) await events.getByText(who).first().waitFor();
    const trail = (await (await apiOf(people.ada, system.password)).get(`/api/audit?file=${id}&limit=100`))
      .json;
    const actions = trail.events.map(({ action }: { action: string }) => action);
    for (const action of ['file.uploaded', 'file.available', 'review.changes_requested', 'review.approved'])
      expect(actions).toContain(action);

    await ada.page.goto(`/admin/people?q=${encodeURIComponent(newcomer.email)}`);
    const { page } = nora;
    await page.goto('/');
    await throttle(page, MB);
    const second = path.join(folder, 'second visit.mp4');
    await writeVideo(second, 100 * MB);
    await page.getByLabel('Choose files').setInputFiles(second);
    await waitUntil('the second video is on its way', async () => {
      const value = await progressOf(page, 'second visit.mp4');
      return value > 1 && value < 70;
    });
    await ada.page
      .locator(`[data-person="${newcomer.email}"]`)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await ada.page.getByRole('menuitem', { name: 'Disable account' }).click();
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
    await ada.page.locator(`[data-person="${newcomer.email}"]`).getByText('Disabled').waitFor();
    expect((await api.get('/api/files')).status).toBe(401);
    // What was signed already may still be sent; the next call is refused, and the page says so.
    await throttle(page, 200 * MB);
    await page
      .getByText(/signed out/i)
      .first()
      .waitFor({ timeout: 60_000 });
    const again = await new ApiClient(system.url).signIn(newcomer.email, newcomer.password);
    expect(again).toMatchObject({ status: 403, json: { code: 'ACCOUNT_DISABLED' } });
    expect(ada.problems).toEqual([]);
  }, 240_000);

  it('and changes what may be uploaded', async () => {
    const ada = await pageOf('ada');
    await ada.page.goto('/admin/profiles?edit=default');
    await ada.page.getByRole('checkbox', { name: 'Videos' }).uncheck();
    await ada.page.getByRole('button', { name: 'Save profile' }).click();
    await ada.page
      .getByText(/ was saved\./)
      .first()
      .waitFor();
    const alice = await apiOf(people.alice, system.password);
    const refused = await alice.post('/api/upload', {
      files: [{ name: 'film.mp4', contentType: 'video/mp4', size: 1_000 }],
    });
    expect(refused.status).toBe(415);
    const taken = await alice.post('/api/upload', {
      files: [{ name: 'paper.pdf', contentType: 'application/pdf', size: 1_000 }],
    });
    expect(taken.status).toBe(200);
    expect(ada.problems).toEqual([]);
    for (const context of contexts) await context.close();
  });
});
