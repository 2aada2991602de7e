import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { rowsOf } from '../hostileInputs.ts';
import { makePdf } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** Texts that messages to owners begin with: kept by leads, inserted by whoever reviews. */
const run = Date.now();
const alice = clientOf('alice');
const lea = clientOf('lea');
const address = '/api/review/templates';
let browser: Browser;

const clear = async () => {
  const { templates } = (await lea.get(address)).json;
  for (const { id, name } of templates)
    if (name.includes(String(run))) await lea.send(`${address}/${id}`, { method: 'DELETE' });
};
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await clear();
  await browser?.close();
});

const open = async (who: 'lea' | 'rita') =>
  openPage(await contextWith(browser, inject('system').url, inject('sessions')[who]));

async function handOver(name: string): Promise<string> {
  const { key } = await uploadFile(alice, { name, contentType: 'application/pdf' }, makePdf(name));
  await waitForDownload(alice, key);
  return key;
}

const kept = async (name: string, part: object = {}) =>
  (await lea.post(address, { name, body: 'Text', purpose: null, profile: null, ...part })).json;

describe('message templates', () => {
  it('are written by a lead, filled in by a reviewer with keys alone, and read by the owner', async () => {
    const name = `Not signed ${run}`;
    const { page, problems } = await open('lea');
    await page.goto('/review');
    await page.getByRole('link', { name: 'Message templates' }).press('Enter');
    await page.getByRole('button', { name: 'New template' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByLabel('For', { exact: true }).selectOption('Request for changes');
    await dialog.getByLabel('Text', { exact: true }).fill('Dear {who},');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await dialog.getByText('{who} means nothing here.').waitFor();
    await dialog.getByLabel('Text', { exact: true }).fill('Dear {owner}, please sign ');
    await dialog.getByLabel('Text', { exact: true }).press('End');
    await dialog.getByRole('button', { name: 'Name of the file or of the document' }).press('Enter');
    await dialog.getByText('Dear Alice, please sign Lease 2026.pdf').waitFor();
    await expectAccessible(page, 'a template that is written');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator(`[data-template="${name}"]`).getByText('Request for changes').waitFor();
    await expectAccessible(page, 'the templates');

    const file = `lease ${run}.pdf`;
    const id = await handOver(file);
    const rita = await open('rita');
    await rita.page.goto(`/review/${id}`);
    const message = rita.page.getByLabel('Message to the owner');
    await rita.page.getByRole('heading', { name: file }).waitFor();
    await rita.page.keyboard.press('m');
    await rita.page.getByLabel('Reason', { exact: true }).selectOption({ index: 1 });
    await message.fill('Hello. Thank you!');
    // Where the caret is, between what is there.
    for (let step = 0; step < 'Thank you!'.length; step++) await message.press('ArrowLeft');
    await message.press('Alt+t');
    const picker = rita.page.getByRole('dialog');
    await picker.getByRole('option', { name: new RegExp(name) }).waitFor();
    await rita.page.keyboard.type(name);
    await expectAccessible(rita.page, 'the choice of a template');
    await rita.page.keyboard.press('Enter');
    await picker.waitFor({ state: 'detached' });
    const text = `Hello. Dear Alice, please sign ${file}Thank you!`;
    await expect.poll(() => message.inputValue()).toBe(text);
    await rita.page.keyboard.type(' ');
    await expect.poll(() => message.inputValue()).toBe(text.replace('Thank', ' Thank'));
    await message.press('Control+Enter');
    await expect
      .poll(async () => (await alice.get(`/api/files/${id}`)).json.outcome?.message)
      .toBe(text.replace('Thank', ' Thank'));
    expect([...problems, ...rita.problems]).toEqual([]);
  });

  it('are offered where they belong, and say what they lack for many files or for a document', async () => {
    const names = [`many a ${run}.pdf`, `many b ${run}.pdf`];
    for (const name of names) await handOver(name);
    await kept(`Names a file ${run}`, { body: 'About {file}' });
    await kept(`For all ${run}`, { body: 'Thank you, {owner}.', purpose: 'approve' });
    await kept(`Document ${run}`, { body: '{file} by {due}', purpose: 'document_request' });
    const { page, problems } = await open('rita');
    await page.goto(`/review?q=${run}+many`);
    for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Decide…' }).press('Enter');
    const message = page.getByLabel('Message to the owner');
    await message.press('Alt+t');
    const options = page.getByRole('listbox').getByRole('option');
    const named = (name: string) => options.filter({ hasText: `${name} ${run}` });
    await named('Names a file').getByText('Cannot be filled in here: no one file name').waitFor();
    expect(await named('Names a file').getAttribute('aria-disabled')).toBe('true');
    expect(await named('Document').count()).toBe(0);
    await page.keyboard.type(`For all ${run}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => message.inputValue()).toBe('Thank you, Alice.');
    // The dialog below stays when the one above is left.
    await message.press('Alt+t');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    expect(await message.inputValue()).toBe('Thank you, Alice.');

    await page.goto('/review/requests');
    await page.getByRole('button', { name: 'Ask for a document' }).press('Enter');
    await page.getByLabel('Document', { exact: true }).fill('Passport');
    await page.getByLabel('Message to them').press('Alt+t');
    await named('Document').getByText('Cannot be filled in here: no day is given').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Needed by').fill('2031-12-24');
    await page.getByRole('button', { name: 'Insert a template' }).press('Enter');
    await named('Document').waitFor();
    await page.keyboard.type(`Document ${run}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Message to them').inputValue()).toBe('Passport by 24 Dec 2031');
    expect(problems).toEqual([]);
  });

  it('are as before when the server refuses a change, and show what somebody else saved meanwhile', async () => {
    const name = `Shared ${run}`;
    const { id, revision } = await kept(name, { body: 'first' });
    const { page, problems } = await open('lea');
    await page.goto('/review/templates');
    const row = page.locator(`[data-template="${name}"]`);
    await row.getByText('first').waitFor();
    await lea.send(`${address}/${id}`, {
      method: 'PUT',
      json: { name, body: 'second', purpose: null, profile: null, revision },
    });
    await row.getByRole('button', { name: 'Edit' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Text', { exact: true }).fill('third');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await dialog.getByText('was changed by somebody else').waitFor();
    await dialog
      .getByRole('region', { name: 'As somebody else saved it meanwhile' })
      .getByText('second')
      .waitFor();
    expect(await dialog.getByLabel('Text', { exact: true }).inputValue()).toBe('third');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await row.getByText('third').waitFor();

    await page.route(`**${address}/${id}`, (route) => route.abort('connectionrefused'));
    await row.getByRole('button', { name: 'Delete' }).press('Enter');
    await dialog.getByRole('button', { name: 'Delete it' }).press('Enter');
    await page.getByText(`The template ${name} could not be deleted and is still here.`).waitFor();
    await row.waitFor();
    await page.unroute(`**${address}/${id}`);
    await row.getByRole('button', { name: 'Delete' }).press('Enter');
    await dialog.getByRole('button', { name: 'Delete it' }).press('Enter');
    await expect.poll(async () => JSON.stringify((await lea.get(address)).json).includes(id)).toBe(false);
    expect(await row.count()).toBe(0);
    // The refusals that were asked for are logged by the browser.
    expect(problems.filter((problem) => !/status of 409|ERR_CONNECTION_REFUSED/.test(problem))).toEqual([]);
  });

  it('do not exist for who reviews only, and show hostile names as text', async () => {
    const rita = await open('rita');
    expect((await rita.page.goto('/review/templates'))?.status()).toBe(404);
    await rita.page.goto('/review');
    await rita.page.getByRole('link', { name: 'Requested documents' }).waitFor();
    expect(await rita.page.getByRole('link', { name: 'Message templates' }).count()).toBe(0);

    const values = rowsOf('filename').flatMap(({ input }) =>
      typeof input.value === 'string' ? [input.value] : [],
    );
    const names: string[] = [];
    for (const [index, value] of values.entries()) {
      const made = await kept(`${value.slice(0, 50)} ${run} ${index}`, { body: value });
      if (made.id !== undefined) names.push(made.name);
    }
    expect(names.length).toBeGreaterThan(20);
    const { page, problems } = await open('lea');
    await page.goto('/review/templates');
    await page.locator('[data-template]').first().waitFor();
    const shown = await page
      .locator('[data-template]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-template')));
    for (const name of names) expect(shown).toContain(name);
    expect(await page.locator('[data-template] :is(script, img, iframe, svg)').count()).toBe(0);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await clear();
    expect(problems).toEqual([]);
  });
});
