import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf } from '../makeFile.ts';
import type { Person } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

const run = `n${Date.now()}`;
/** Sooner than any page looks for itself. */
const soon = { timeout: 8_000 };
let browser: Browser;
const contexts = new Map<Person, BrowserContext>();

beforeAll(async () => {
  browser = await launchBrowser();
  for (const person of ['alice', 'rita', 'ravi'] as const)
    contexts.set(person, await contextWith(browser, inject('system').url, inject('sessions')[person]));
});
afterAll(() => browser?.close());

async function open(person: Person, address: string): Promise<Watched> {
  const watched = await openPage(contexts.get(person)!);
  await watched.page.emulateMedia({ reducedMotion: 'reduce' });
  const ready = watched.page.waitForResponse((response) => response.url().endsWith('/api/events'));
  await watched.page.goto(address);
  await ready;
  return watched;
}

async function readAll(person: Person): Promise<void> {
  const { json } = await clientOf(person).get('/api/notifications');
  const [newest] = json.notifications;
  if (newest !== undefined) await clientOf(person).post('/api/notifications/read', { through: newest.id });
}

it('a mention is chosen by keyboard, reaches the colleague live, and never the owner', async () => {
  const name = `mention ${run}.pdf`;
  const { key } = await uploadFile(
    clientOf('alice'),
    { name, contentType: 'application/pdf' },
    makePdf(name),
  );
  await waitForDownload(clientOf('alice'), key);
  await Promise.all([readAll('ravi'), readAll('alice')]);
  const [rita, ravi] = await Promise.all([open('rita', `/review/${key}`), open('ravi', '/')]);
  await ravi.page.getByRole('button', { name: 'Notifications, none unread' }).waitFor();

  const field = rita.page.getByLabel('New comment');
  await field.fill('Look at page 2, ');
  await field.press('End');
  await rita.page.keyboard.type('@rav');
  await rita.page.getByRole('option', { name: /Ravi/ }).waitFor();
  expect(await rita.page.getByRole('option', { name: /Alice/ }).count()).toBe(0);
  await expectAccessible(rita.page, 'the list of people to mention');
  await rita.page.keyboard.press('Enter');
  expect(await field.inputValue()).toBe('Look at page 2, @Ravi ');
  await rita.page.keyboard.press('Control+Enter');
  // Sent, and not only typed.
  await expect.poll(() => field.inputValue(), soon).toBe('');
  const { json } = await clientOf('rita').get(`/api/review/files/${key}`);
  expect(json.comments.at(-1)).toMatchObject({
    text: expect.stringMatching(/^Look at page 2, <@[\w-]+>$/),
    mentions: [{ name: 'Ravi' }],
  });

  await ravi.page.getByRole('button', { name: 'Notifications, 1 unread' }).click(soon);
  const link = ravi.page.getByRole('link', { name: new RegExp(`You are mentioned in a comment on ${name}`) });
  await link.waitFor();
  await expectAccessible(ravi.page, 'the notifications');
  await link.click();
  await ravi.page.waitForURL(`**/review/${key}`);
  await ravi.page.getByRole('button', { name: 'Notifications, none unread' }).waitFor(soon);
  expect([...rita.problems, ...ravi.problems]).toEqual([]);
  expect((await clientOf('alice').get('/api/notifications/count')).json).toEqual({ unread: 0 });
  await Promise.all([rita.page.close(), ravi.page.close()]);
});

it('an owner reads of the decision, goes to the file without leaving the page, and marks all as read', async () => {
  const name = `decided ${run}.pdf`;
  const { key } = await uploadFile(
    clientOf('alice'),
    { name, contentType: 'application/pdf' },
    makePdf(name),
  );
  await waitForDownload(clientOf('alice'), key);
  await readAll('alice');
  const { page, problems } = await open('alice', '/');
  const reject = { version: 1, decision: 'reject', reasonCode: 'NOT_SIGNED' };
  await clientOf('rita').post(`/api/review/files/${key}/decision`, reject);
  await clientOf('lea').post(`/api/review/files/${key}/reopen`, { reason: 'a mistake' });
  await clientOf('lea').post(`/api/review/files/${key}/decision`, { version: 1, decision: 'approve' });
  const bell = page.getByRole('button', { name: 'Notifications, 2 unread' });
  await bell.click(soon);
  await page.getByRole('link', { name: new RegExp(`Unread: ${name} was not accepted`) }).waitFor();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByRole('button', { name: 'Notifications, none unread', includeHidden: true }).waitFor();
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await page.getByRole('link', { name: new RegExp(`^${name} was approved`) }).click();
  await page.waitForURL(`**/?file=${key}`);
  await page.getByRole('dialog', { name }).waitFor();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  expect(problems).toEqual([]);
  const answer = JSON.stringify((await clientOf('alice').get('/api/notifications')).json);
  expect(answer).not.toMatch(/Rita|Lea|rita|lea@/);
  await page.close();
});

it('nobody marks what is told to another, and what is malformed is refused', async () => {
  const { json } = await clientOf('alice').get('/api/notifications?limit=1');
  const ids = json.notifications.map(({ id }: { id: string }) => id);
  expect((await clientOf('bob').post('/api/notifications/read', { ids })).json.read).toBe(0);
  for (const body of [{ ids: [] }, { ids: ['../x'] }, { through: 1 }, {}, { ids, through: ids[0] }])
    expect((await clientOf('alice').post('/api/notifications/read', body)).status, JSON.stringify(body)).toBe(
      400,
    );
  for (const search of ['?limit=101', '?cursor=x', '?limit=-1'])
    expect((await clientOf('alice').get(`/api/notifications${search}`)).status, search).toBe(400);
});
