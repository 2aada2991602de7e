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

async function handOver(person: 'alice' | 'rita', name: string, profile?: string): Promise<string> {
  const wanted = { name, contentType: 'application/pdf', ...(profile !== undefined && { profile }) };
  const { key } = await uploadFile(clientOf(person), wanted, makePdf(name));
  await waitForDownload(clientOf(person), key);
  return key;
}

async function openQueue(
  search: string,
  asked = context,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const { page } = await openPage(asked);
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

  it('are decided about for the reasons that their profiles share', async () => {
    const ada = clientOf('ada');
    const profile = `${run}-own`;
    const own = [
      { code: 'NOT_OURS', label: 'This is not for us' },
      { code: 'NOT_SIGNED', label: 'Sign every page' },
    ];
    const settings = {
      label: 'Own reasons',
      maxSizeBytes: 1_000_000,
      maxBytes: null,
      maxFiles: null,
      kinds: ['documents'],
      isReviewRequired: true,
      isSecondApprovalRequired: false,
      reasonCodes: own,
      retentionDays: null,
    };
    expect((await ada.post('/api/admin/profiles', { name: profile, ...settings })).status).toBe(201);
    const reasonsOf = (names: string) => clientOf('rita').get(`/api/review/reasons?profile=${names}`);
    expect((await reasonsOf(profile)).json).toEqual({ reasons: own });
    expect(
      (await reasonsOf(`${profile},default`)).json.reasons.map(({ code }: { code: string }) => code),
    ).toEqual(['NOT_SIGNED']);
    for (const refused of ['', ',', Array.from({ length: 51 }, (_, index) => `p${index}`).join(',')])
      expect((await reasonsOf(refused)).status).toBe(400);

    const id = await handOver('alice', `${run}-own-1.pdf`, profile);
    const { page, close } = await openQueue(`${run}-own`);
    await page.getByRole('link', { name: `${run}-own-1.pdf` }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Decide…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reject').check();
    await dialog.getByLabel('Reason').selectOption({ label: 'This is not for us' });
    await dialog.getByRole('button', { name: 'Decide about 1 file' }).click();
    await dialog.getByText('1 file is done.').waitFor();
    await close();
    const { json } = await clientOf('alice').get(`/api/files/${id}`);
    expect(json.outcome).toMatchObject({ decision: 'reject', reasonLabel: 'This is not for us' });
  });

  it('are given to somebody and kept for legal reasons by a lead', async () => {
    const names = [1, 2].map((index) => `${run}-lead-${index}.pdf`);
    const ids = await Promise.all(names.map((name) => handOver('alice', name)));
    await clientOf('rita').post(`/api/review/files/${ids[0]}/claim`, {});
    const lead = await contextWith(browser, inject('system').url, inject('sessions').lea);
    const { page, close } = await openQueue(`${run}-lead`, lead);
    const all = page.getByLabel('Select the 2 files shown');
    await all.check();
    await page.getByRole('button', { name: 'Assign…' }).click();
    const dialog = page.getByRole('dialog');
    const assign = dialog.getByRole('button', { name: 'Assign 2 files' });
    await dialog.getByLabel('Reviewer').waitFor();
    await assign.click();
    await dialog.getByText('Choose somebody first.').waitFor();
    await dialog.getByLabel('Reviewer').selectOption({ label: 'Ravi (reviewer)' });
    await assign.click();
    await expectAccessible(page, 'the queue');
    await dialog.getByLabel('Somebody else is working on 1 of them').fill('Rita is away');
    await assign.click();
    await dialog.getByText('2 files are done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    const holderOf = async (id: string) => (await clientOf('rita').get(`/api/review/files/${id}`)).json.claim;
    for (const id of ids) expect(await holderOf(id)).toMatchObject({ by: { name: 'Ravi' } });

    await all.check();
    await page.getByRole('button', { name: 'Legal hold…' }).click();
    await dialog.getByRole('button', { name: 'Place 2 files under hold' }).click();
    await dialog.getByText('Write a reason.').waitFor();
    await expectAccessible(page, 'the queue');
    await dialog.getByLabel('Reason').fill('A lawsuit');
    await dialog.getByRole('button', { name: 'Place 2 files under hold' }).click();
    await dialog.getByText('2 files are done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect((await clientOf('alice').send(`/api/files/${ids[0]}`, { method: 'DELETE' })).json.code).toBe(
      'LEGAL_HOLD',
    );
    const lifted = await clientOf('lea').post('/api/review/bulk/hold', {
      change: 'lift',
      reason: 'It is over',
      files: ids.map((id) => ({ id })),
    });
    expect(lifted.json).toMatchObject({ done: 2, refused: 0 });
    await close();
    await lead.close();

    const { page: theirs, close: closeTheirs } = await openQueue(`${run}-lead`);
    await theirs.getByLabel('Select the 2 files shown').check();
    await theirs.getByRole('button', { name: 'Decide…' }).waitFor();
    for (const name of ['Assign…', 'Legal hold…'])
      expect(await theirs.getByRole('button', { name }).count()).toBe(0);
    await closeTheirs();
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
