import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { anonymous, clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { expectFocusOrder } from '../expectFocusOrder.ts';

const run = Date.now();
const password = 'correct horse battery staple';
const email = `${'a-long-address.'.repeat(3)}${run}@client.example`;
const nobody = 'x'.repeat(43);

let browser: Browser;
/** Nobody is signed in here. */
let strangers: BrowserContext;
let account: { id: string; cookies: [string, string][] };

beforeAll(async () => {
  browser = await launchBrowser();
  strangers = await browser.newContext({ baseURL: inject('system').url, reducedMotion: 'reduce' });
  const client = anonymous();
  const made = await client.post('/api/auth/sign-up/email', { name: 'Noa Longname', email, password });
  expect(made.status).toBe(200);
  const found = await clientOf('ada').get(`/api/admin/users?q=${encodeURIComponent(email)}`);
  account = { id: found.json.users[0].id, cookies: [...client.cookies] };
});
afterAll(() => browser?.close());

/** Opens a page once its script runs: a button that only waits for it is enabled then. */
async function open(context: BrowserContext, address: string, ready: string): Promise<Watched> {
  const watched = await openPage(context);
  await watched.page.goto(address);
  await watched.page
    .getByText(ready, { exact: true })
    .and(watched.page.locator(':enabled'))
    .first()
    .waitFor();
  return watched;
}

/** What has the focus, so that the keyboard and a screen reader are where the news is. */
const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

async function linkFor(kind: 'reset-link' | 'verification-link'): Promise<string> {
  const reply = await clientOf('ada').post(`/api/admin/users/${account.id}/${kind}`, {});
  expect(reply.status, reply.text).toBe(200);
  return reply.json.link;
}

describe('pages before anybody is signed in', () => {
  it.each([
    ['/sign-in', 'Sign in'],
    ['/sign-up', 'Create account'],
  ])('%s: the keyboard goes in the order one reads', async (address, button) => {
    const { page, problems } = await open(strangers, address, button);
    await expectFocusOrder(page, address);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each([
    ['/forgot-password', 'This portal sends no e-mail.'],
    ['/reset-password', 'This page is opened by a link'],
    ['/verify-email', 'This page is opened by a link'],
    ['/invitation', 'This page is opened by a link'],
    [`/invitation#token=${nobody}`, 'invitation'],
  ])('%s says what to do where it cannot help', async (address, words) => {
    const { page, problems } = await openPage(strangers);
    await page.goto(address);
    await page.getByRole('main').locator('[role=status], [role=alert]').filter({ hasText: words }).waitFor();
    await expectFocusOrder(page, address);
    // Three of them are one component.
    if (!['/verify-email', '/invitation'].includes(address)) await expectAccessible(page, address);
    expect(problems.filter((problem) => !problem.includes('status of 4'))).toEqual([]);
    await page.close();
  });

  it('a new password: refused, and set', async () => {
    const { page } = await open(strangers, `/reset-password#token=${nobody}`, 'Set the password');
    await expectFocusOrder(page, 'reset');
    await page.getByLabel('New password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Ask for another link' }).waitFor();
    await expect.poll(() => focusedText(page)).toContain('Ask for another link');
    await expectAccessible(page, 'reset, refused');

    await page.goto('/sign-in');
    await page.goto(await linkFor('reset-link'));
    await page.getByRole('button', { name: 'Set the password' }).and(page.locator(':enabled')).waitFor();
    expect(page.url()).not.toContain('token');
    await page.getByLabel('New password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('Your new password is set.').waitFor();
    await expect.poll(() => focusedText(page)).toContain('Your new password is set.');
    await page.close();
    const signedIn = anonymous();
    expect((await signedIn.signIn(email, password)).status).toBe(200);
    account.cookies = [...signedIn.cookies];
  });

  it('an address: confirmed with a press', async () => {
    const { page, problems } = await open(
      strangers,
      await linkFor('verification-link'),
      'Confirm the address',
    );
    await expectFocusOrder(page, 'verify');
    await expectAccessible(page, 'verify');
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await page.getByText('Your address is confirmed.').waitFor();
    await expect.poll(() => focusedText(page)).toContain('Your address is confirmed.');
    expect(problems).toEqual([]);
    await page.close();
  });

  it('an invitation: accepted with nothing but the keyboard', async () => {
    const invited = `axe-${run}@client.example`;
    const offer = { email: invited, role: 'user', name: 'Ira' };
    const { link } = (await clientOf('ada').post('/api/admin/invitations', offer)).json;
    const theirs = await browser.newContext({ baseURL: inject('system').url, reducedMotion: 'reduce' });
    const { page, problems } = await open(theirs, link, 'Create account');
    await expectFocusOrder(page, 'invitation');
    await expectAccessible(page, 'invitation');
    await page.getByLabel('Password').focus();
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByText('No files yet').waitFor();
    expect(problems).toEqual([]);
    await theirs.close();
  });
});

describe("one's own account", () => {
  it('is in the order one reads, and says what became of each form', async () => {
    expect((await anonymous().signIn(email, password)).status).toBe(200);
    const context = await contextWith(browser, inject('system').url, account.cookies);
    const { page } = await open(context, '/account', 'Save name');
    await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor();
    await expectFocusOrder(page, 'account');
    await expectAccessible(page, 'account');

    await page.getByLabel('Current password').fill('not this one at all');
    await page.getByLabel('New password').fill('another horse battery');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('alert').waitFor();
    await expect.poll(() => focusedText(page)).not.toBe('');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    await expect.poll(() => focusedText(page)).toContain('Saved.');
    await expectAccessible(page, 'account, refused and saved');
    await context.close();
  });
});
