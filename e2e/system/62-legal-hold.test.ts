import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Asks for the change and gives a reason, by keyboard. */
async function change(page: Page, ask: string, title: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: ask }).press('Enter');
  const dialog = page.getByRole('dialog', { name: title });
  await expectAccessible(page, title);
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByLabel('Reason').press('Enter');
  await dialog.waitFor({ state: 'detached' });
}

it('keeps a file from its owner until a lead lifts the hold, and tells the owner no name', async () => {
  const name = `case-${Date.now()}.pdf`;
  const alice = clientOf('alice');
  const { key: id } = await uploadFile(alice, { name, contentType: 'application/pdf' }, makePdf(name));
  await waitForDownload(alice, id);

  const lea = await openPage(await contextWith(browser, inject('system').url, inject('sessions').lea));
  await lea.page.goto(`/review/${id}`);
  await change(lea.page, 'Place under hold…', 'Place this file under legal hold?', 'case 4711');
  const main = lea.page.getByRole('main');
  await main.getByText(/It has to be kept/).waitFor();
  await main.getByText(/Placed it under legal hold/).waitFor();
  await expectAccessible(lea.page, 'a file under legal hold');
  await lea.page.goto(`/review?flag=held&q=${name}`);
  const row = lea.page.getByRole('row').filter({ hasText: name });
  await row.getByText('Under legal hold').waitFor();
  await expectAccessible(lea.page, 'the queue with a file under legal hold');

  // A reviewer sees it, and can change nothing about it.
  const rita = await openPage(await contextWith(browser, inject('system').url, inject('sessions').rita));
  await rita.page.goto(`/review/${id}`);
  await rita.page.getByText(/It has to be kept/).waitFor();
  expect(await rita.page.getByRole('button', { name: 'Lift the hold…' }).count()).toBe(0);

  const owner = await openPage(await contextWith(browser, inject('system').url, inject('sessions').alice));
  await owner.page.goto(`/?q=${name}`);
  await owner.page.getByRole('button', { name, exact: true }).press('Delete');
  const question = owner.page.getByRole('dialog', { name: `Delete ${name}?` });
  await question.getByRole('button', { name: 'Delete' }).press('Enter');
  await owner.page.getByText(/It has to be kept for legal reasons and cannot be deleted now/).waitFor();
  expect(await owner.page.getByText(/Lea|4711/).count()).toBe(0);
  await expectAccessible(owner.page, 'a file that cannot be deleted');
  await owner.page.getByRole('button', { name, exact: true }).waitFor();

  await lea.page.goto(`/review/${id}`);
  await change(lea.page, 'Lift the hold…', 'Lift the legal hold?', 'case closed');
  await main.getByRole('button', { name: 'Place under hold…' }).waitFor();
  expect((await alice.send(`/api/files/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect([...lea.problems, ...rita.problems, ...owner.problems]).toEqual([]);
});
