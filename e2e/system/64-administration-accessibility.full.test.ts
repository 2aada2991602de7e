import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePng } from '../makeFile.ts';
import { uploadFile } from '../transfer.ts';

const run = Date.now();
let browser: Browser;
let context: BrowserContext;
let alice: { id: string; fileId: string };

beforeAll(async () => {
  const { url } = inject('system');
  browser = await launchBrowser();
  context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  await context.addCookies(
    inject('sessions').ada.map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: 'Lax' })),
  );
  const name = `${'a very long name '.repeat(8)}${run}.png`;
  const { key } = await uploadFile(clientOf('alice'), { name, contentType: 'image/png' }, makePng(9));
  const users = await clientOf('ada').get('/api/admin/users?q=alice%40example.com');
  alice = { id: users.json.users[0].id, fileId: key };
  const email = `${'a-long-address.'.repeat(4)}${run}@client.example`;
  await clientOf('ada').post('/api/admin/invitations', { email, role: 'user', name: 'A Long Name' });
});
afterAll(() => browser?.close());

async function open(address: string, isReady: (page: Page) => Promise<unknown>): Promise<Watched> {
  const watched = await openPage(context);
  await watched.page.goto(address);
  await isReady(watched.page);
  return watched;
}

const focusedName = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement;
    const name =
      element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    return element === document.body ? '(page)' : (name ?? '').trim();
  });

async function tabTo(page: Page, name: string, limit = 60): Promise<void> {
  for (let presses = 0; presses < limit; presses += 1) {
    if ((await focusedName(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${name}`);
}

describe('the administrator, wide and narrow, light and dark', () => {
  const pages: [address: () => string, isReady: (page: Page) => Promise<unknown>][] = [
    [() => '/admin', (page) => page.locator('[data-part=store]').waitFor()],
    [() => '/admin/people', (page) => page.locator('[data-person]').first().waitFor()],
    [() => '/admin/people?q=nobody-at-all', (page) => page.getByText('Nobody matches').waitFor()],
    [() => `/admin/people/${alice.id}`, (page) => page.locator('[data-event]').first().waitFor()],
    [() => '/admin/invitations', (page) => page.locator('[data-invitation]').first().waitFor()],
    [() => '/admin/profiles', (page) => page.locator('[data-profile=default]').waitFor()],
    [() => '/admin/quarantine', (page) => page.locator('[aria-busy=false] h1').waitFor()],
    [() => '/admin/jobs', (page) => page.locator('[aria-busy=false] #parked').waitFor()],
    [() => '/admin/webhooks', (page) => page.locator('[aria-busy=false] #webhooks').waitFor()],
    [() => '/admin/settings', (page) => page.getByLabel('Days in the trash').waitFor()],
    [() => '/admin/audit', (page) => page.locator('[data-event]').first().waitFor()],
    [() => `/admin/audit?file=${alice.fileId}`, (page) => page.locator('[data-access]').first().waitFor()],
    [
      () => `/admin/audit?file=${alice.fileId}&view=events&lists=1`,
      (page) => page.locator('[data-event]').first().waitFor(),
    ],
    [
      () => `/admin/audit?actor=${alice.id}&from=2020-01-02&to=2020-01-01`,
      (page) => page.getByText('No file was touched').waitFor(),
    ],
  ];
  for (const [address, isReady] of pages)
    it(`page ${address.toString().replace(/^.*=> /s, '')}`, async () => {
      const { page, problems } = await open(address(), isReady);
      await expectAccessible(page, address());
      expect(problems).toEqual([]);
      await page.close();
    });

  it('what opens: forms with errors, dialogs, details, menus', async () => {
    const { page, problems } = await open('/admin/invitations?new=1', (opened) =>
      opened.getByRole('dialog', { name: 'Invite somebody' }).waitFor(),
    );
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByText('Enter an e-mail address such as').waitFor();
    await expectAccessible(page, 'inviting, refused');
    await page.getByLabel('E-mail').fill(`axe-${run}@example.com`);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('dialog', { name: 'Hand over this link' }).waitFor();
    await expectAccessible(page, 'link shown');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: `Withdraw the invitation of axe-${run}@example.com` }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'withdrawing');
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Withdrawn').first().waitFor();

    await page.goto('/admin/people?q=alice%40example.com');
    const menu = page.getByRole('button', { name: 'Actions for Alice' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Change role' }).waitFor();
    await expectAccessible(page, 'menu');
    for (const [action, dialog] of [
      ['Change role', 'Change the role of Alice'],
      ['Disable account', 'Disable the account of Alice?'],
      ['Password link', 'Password link for Alice'],
    ] as const) {
      if (!(await page.getByRole('menuitem', { name: action }).isVisible())) await menu.click();
      await page.getByRole('menuitem', { name: action }).click();
      await page.getByRole('dialog', { name: dialog }).waitFor();
      await expectAccessible(page, action);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await focusedName(page), `after ${action}`).toBe('Actions for Alice');
    }

    await page.goto('/admin/profiles?new=1');
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByText('Choose at least one kind of file.').waitFor();
    await expectAccessible(page, 'new profile, refused');

    await page.goto('/admin/audit');
    await page.getByText('Details', { exact: true }).first().click();
    await page.getByText('Event', { exact: true }).first().waitFor();
    await page
      .getByRole('region', { name: 'What did this person do?' })
      .getByRole('searchbox')
      .fill('example');
    await page.getByText(/people match/).waitFor({ state: 'attached' });
    await expectAccessible(page, 'audit, details and matches open');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText('The audit trail is intact.').waitFor({ timeout: 60_000 });
    await expectAccessible(page, 'verified');
    expect(problems).toEqual([]);
    await page.close();
  }, 240_000);

  it('a session that ended is said once, on every page', async () => {
    const { page } = await open('/admin/people', (opened) =>
      opened.locator('[data-person]').first().waitFor(),
    );
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.getByRole('searchbox', { name: 'Search people' }).fill('x');
    await page.getByText('You were signed out.').waitFor();
    // Another call may have been told first; until the search is, its list is dimmed.
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await expectAccessible(page, 'signed out');
    await context.addCookies(cookies);
    await page.close();
  });
});

describe('the administrator without a mouse', () => {
  it('changes a role and goes to the audit of a person', async () => {
    const { page, problems } = await open('/admin', (opened) =>
      opened.locator('[data-part=store]').waitFor(),
    );
    await tabTo(page, 'People');
    await page.keyboard.press('Enter');
    await page.locator('[data-person]').first().waitFor();
    await tabTo(page, 'Search people');
    await page.keyboard.type('bob@example.com');
    await expect.poll(() => page.locator('[data-person]').count()).toBe(1);
    await tabTo(page, 'Actions for Bob');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Open' }).waitFor();
    for (let presses = 0; presses < 8; presses += 1) {
      if ((await focusedName(page)) === 'Change role') break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Change the role of Bob' }).waitFor();
    await tabTo(page, 'Client');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedName(page)).toBe('Reviewer');
    await tabTo(page, 'Change role');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Reviewer' }).waitFor();
    await expect.poll(() => focusedName(page)).toBe('Actions for Bob');
    const users = await clientOf('ada').get('/api/admin/users?q=bob%40example.com');
    const bob = users.json.users[0].id;
    await clientOf('ada').send(`/api/admin/users/${bob}`, { method: 'PATCH', json: { role: 'user' } });

    await tabTo(page, 'Skip to the content', 120);
    await tabTo(page, 'Bob');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Bob', level: 1 }).waitFor();
    await tabTo(page, 'All of it, in the audit');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What did this person do?' }).waitFor();
    expect(page.url()).toContain(`actor=${bob}`);
    await tabTo(page, 'Export as CSV');
    await tabTo(page, 'Verify the chain');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Verify the chain' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toBe('Verify the chain');
    expect(problems).toEqual([]);
    await page.close();
  });
});
