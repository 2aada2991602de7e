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
