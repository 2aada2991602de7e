import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** In the name of every file of this run. */
const run = `b${Date.now()}`;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser();
  context = await contextWith(browser, inject('system').url, inject('sessions').rita);
});
afterAll(() => browser?.close());

async function handOver(person: 'alice' | 'rita', name: string): Promise<string> {
  const { key } = await uploadFile(clientOf(person), { name, contentType: 'application/pdf' }, makePdf(name));
  await waitForDownload(clientOf(person), key);
  return key;
}

async function openQueue(search: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const { page } = await openPage(context);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/review?q=${search}`);
  await page.getByRole('grid').waitFor();
  return { page, close: () => page.close() };
}

const stateOf = async (id: string) => (await clientOf('rita').get(`/api/review/files/${id}`)).json.review;

describe('many files at once', () => {
  it('have an outcome each, as a call about one alone would answer', async () => {
    const good = await handOver('alice', `${run}-api-1.pdf`);
    const own = await handOver('rita', `${run}-api-2.pdf`);
    const none = 'a'.repeat(26);
    const { status, json } = await clientOf('rita').post('/api/review/bulk', {
      action: 'decide',
      decision: 'reject',
      reasonCode: 'NOT_SIGNED',
      message: 'Please sign it.',
      files: [own, good, none, '../x'].map((id) => ({ id, version: 1 })),
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      done: 1,
      refused: 3,
      outcomes: [
        { id: own, status: 403, code: 'OWN_FILE' },
        { id: good, status: 200, file: { review: 'rejected', owner: { name: 'Alice' } } },
        { id: none, status: 404, code: 'NOT_FOUND' },
        { id: '../x', status: 404, code: 'NOT_FOUND' },
      ],
    });
    const { json: file } = await clientOf('alice').get(`/api/files/${good}`);
    expect(file.outcome).toMatchObject({ decision: 'reject', message: 'Please sign it.' });
    for (const body of [
      { action: 'approve', files: [] },
      { action: 'claim', files: [] },
      { action: 'claim', files: [{ id: good }, { id: good }] },
      { action: 'claim', files: Array.from({ length: 501 }, (_, index) => ({ id: String(index) })) },
      { action: 'decide', decision: 'reject', files: [{ id: good, version: 1 }] },
    ])
      expect(
        (await clientOf('rita').post('/api/review/bulk', body)).status,
        JSON.stringify(body).slice(0, 80),
      ).toBe(400);
  });

  it('are selected and decided about with the keyboard, and what is refused says why', async () => {
    const ids = [];
    for (const owner of ['alice', 'rita', 'alice'] as const)
      ids.push(await handOver(owner, `${run}-ui-${ids.length}.pdf`));
    const { page, close } = await openQueue(`${run}-ui`);
    await page.getByRole('link', { name: `${run}-ui-0.pdf` }).focus();
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('3 selected').waitFor();
    await expectAccessible(page, 'the queue');

    await page.getByRole('button', { name: 'Decide…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('each of 3 files').waitFor();
    await dialog.getByLabel('Request changes').check();
    await dialog.getByRole('button', { name: 'Decide about 3 files' }).click();
    await dialog.getByText('Choose a reason').last().waitFor();
    await dialog.getByLabel('Reason').selectOption({ label: 'A signature is missing' });
    await expectAccessible(page, 'the queue');
    await dialog.getByRole('button', { name: 'Decide about 3 files' }).click();
    await dialog.getByText('2 files are done. 1 file is as before:').waitFor();
    await dialog.getByText('It is your own file.').waitFor();
    await expectAccessible(page, 'the queue');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('1 selected').waitFor();
    expect(await Promise.all([ids[0]!, ids[2]!].map(stateOf))).toEqual([
      'changes_requested',
      'changes_requested',
    ]);
    await close();
  });

  it('are filtered by what has no room beside the others, in the address', async () => {
    await handOver('alice', `${run}-filter.pdf`);
    const { page, close } = await openQueue(`${run}-filter`);
    await page.getByRole('button', { name: 'More filters' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Claimed by').getByText('Ravi').waitFor({ state: 'attached' });
    await expectAccessible(page, 'the queue');
    await dialog.getByLabel('At most, in MB').fill('none');
    await dialog.getByRole('button', { name: 'Show files' }).click();
    await dialog.getByText('Enter a number').waitFor();
    await dialog.getByLabel('At most, in MB').fill('0.5');
    await dialog.getByLabel('Arrived from').fill('2020-01-01');
    await dialog.getByRole('button', { name: 'Show files' }).click();
    await page.waitForURL((url) => url.search === `?max=524288&from=2020-01-01&q=${run}-filter`);
    await page.getByRole('link', { name: `${run}-filter.pdf` }).waitFor();
    await page.goto(`/review?min=524288&q=${run}-filter`);
    await page.getByText('No file matches').waitFor();
    await close();
  });
});
