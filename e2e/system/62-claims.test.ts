import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const minuteMs = 60_000;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('goes on holding what is worked on, says when a claim is lost, and takes it again', async () => {
  const name = `held-${Date.now()}.pdf`;
  const { key: id } = await uploadFile(
    clientOf('alice'),
    { name, contentType: 'application/pdf' },
    makePdf(name),
  );
  await waitForDownload(clientOf('alice'), id);
  const { page, problems } = await openPage(
    await contextWith(browser, inject('system').url, inject('sessions').rita),
  );
  await page.clock.install();
  await page.goto(`/review/${id}`);
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Claim', exact: true }).click();
  await main.getByText(/You claimed this file/).waitFor();
  const heldFor = async () => {
    const { json } = await clientOf('ravi').get(`/api/review/files/${id}`);
    return (Date.parse(json.claim.until) - Date.now()) / minuteMs;
  };
  // By a lease: whoever closes the page here holds it for no longer.
  expect(await heldFor()).toBeLessThanOrEqual(10);

  const renewed = page.waitForResponse((response) => response.url().endsWith('/renew'));
  await page.clock.fastForward(4.5 * minuteMs);
  expect((await renewed).status()).toBe(200);
  await main.getByText(/You claimed this file/).waitFor();

  const takeOver = { reason: 'the owner is on the phone' };
  expect((await clientOf('ravi').post(`/api/review/files/${id}/take-over`, takeOver)).status).toBe(200);
  await main.getByText('Your claim ended, and Ravi is working on this file now.').waitFor();
  expect((await clientOf('ravi').post(`/api/review/files/${id}/release`, {})).status).toBe(200);
  await main.getByText('Nobody has taken the file').waitFor();
  await expectAccessible(page, 'a claim that was lost');
  await main.getByRole('button', { name: 'Claim again' }).click();
  await main.getByText(/You claimed this file/).waitFor();
  await main.getByRole('button', { name: 'Release' }).click();
  await main.getByText('Nobody is working on this file.').waitFor();
  expect(problems).toEqual([]);
});

it('saves a view of the queue, finds it again with its count, shares and deletes it', async () => {
  const name = `view-${Date.now()}`;
  const context = await contextWith(browser, inject('system').url, inject('sessions').lea);
  const { page, problems } = await openPage(context);
  await page.goto('/review?kind=audio&due=overdue');
  await page.getByRole('button', { name: 'Save this view…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expectAccessible(page, 'a view that is saved');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Share it with the team').press('Space');
  await dialog.getByLabel('Name').press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const views = page.getByRole('navigation', { name: 'Saved views' });
  await views.getByRole('link', { name: new RegExp(`${name} 0`) }).waitFor();
  await expectAccessible(page, 'the queue with a saved view');

  // A colleague has it too, by its own address, and cannot change it.
  const rita = await openPage(await contextWith(browser, inject('system').url, inject('sessions').rita));
  await rita.page.goto('/review');
  await rita.page.getByRole('link', { name: new RegExp(`View of the team: ${name}`) }).press('Enter');
  await rita.page.waitForURL('**/review?kind=audio&due=overdue');
  expect(await rita.page.getByRole('button', { name: 'Edit this view…' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Edit this view…' }).press('Enter');
  await dialog.getByLabel('Name').fill(`${name} b`);
  await dialog.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await views.getByRole('link', { name: new RegExp(`${name} b 0`) }).waitFor();
  await page.getByRole('button', { name: 'Edit this view…' }).press('Enter');
  await dialog.getByRole('button', { name: 'Delete view' }).press('Enter');
  await views.getByRole('link', { name: new RegExp(name) }).waitFor({ state: 'detached' });
  expect([...problems, ...rita.problems]).toEqual([]);
});
