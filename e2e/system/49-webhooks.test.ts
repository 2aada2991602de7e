import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage, type Watched } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePng } from '../makeFile.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** Another system, as somebody else would write it: it knows the public library and nothing of ours. */
type Message = { headers: Record<string, string>; body: string; path: string };

const ada = clientOf('ada');
const patience = { timeout: 60_000 };
const received: Message[] = [];
/** What the second receiver answers; the first takes everything. */
let answer: { status: number; text: string } = { status: 200, text: 'taken' };
let receiver: Server;
let origin: string;
let browser: Browser;

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function isLoopbackAllowed(): Promise<boolean> {
  const { status, json } = await ada.post('/api/admin/webhooks', {
    url: 'http://127.0.0.1:9/',
    events: ['review.reopened'],
  });
  if (status !== 201) return false;
  await ada.send(`/api/admin/webhooks/${json.webhook.id}`, { method: 'DELETE' });
  return true;
}

async function open(address: string): Promise<Watched> {
  const context = await contextWith(browser, inject('system').url, inject('sessions').ada);
  const watched = await openPage(context);
  await watched.page.goto(address);
  return watched;
}

/** The first message to a path that is about an event, once it is there. */
async function messageOf(path: string, type: string, fileId?: string): Promise<Message> {
  const find = () =>
    received.find(
      (message) =>
        message.path === path &&
        message.body.includes(`"type":"${type}"`) &&
        (fileId === undefined || message.body.includes(fileId)),
    );
  await expect.poll(find, patience).toBeDefined();
  return find()!;
}

/** Adds a receiver on the page and reads its secret, which is shown then and never again. */
async function addOnPage(page: Page, url: string): Promise<string> {
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a webhook' });
  await dialog.getByLabel('URL').fill('https://169.254.169.254/latest/');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('not one of the public internet').waitFor();
  await expectAccessible(page, 'adding a webhook, refused');
  await dialog.getByLabel('URL').fill(url);
  await dialog.getByLabel('Description').fill('The ledger');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of this webhook' });
  const secret = await shown.getByLabel('Secret', { exact: true }).inputValue();
  await expectAccessible(page, 'the secret');
  await shown.getByRole('button', { name: 'Done' }).click();
  return secret;
}

describe.skipIf(!(await isLoopbackAllowed()))('webhooks', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        received.push({ headers: flat(request.headers), body, path: request.url ?? '' });
        const { status, text } = request.url === '/second' ? answer : { status: 200, text: 'taken' };
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    for (const { id, url } of (await ada.get('/api/admin/webhooks')).json.webhooks)
      if (url.startsWith(origin)) await ada.send(`/api/admin/webhooks/${id}`, { method: 'DELETE' });
    await browser?.close();
    receiver?.close();
  });

  it('tell another system, which checks them with the public library', async () => {
    const { page, problems } = await open('/admin/webhooks');
    const secret = await addOnPage(page, `${origin}/ledger`);
    expect((await ada.get('/api/admin/webhooks')).text).not.toContain('whsec_');

    await page.getByRole('link', { name: `${origin}/ledger` }).click();
    await page.getByRole('heading', { name: 'Messages' }).waitFor();
    await page.getByRole('button', { name: 'Send a test' }).click();
    const row = page.locator('[data-delivery]').filter({ hasText: 'A test' });
    await row.locator('[data-state=delivered]').waitFor(patience);
    const test = await messageOf('/ledger', 'webhook.test');
    expect(new Webhook(secret).verify(test.body, test.headers)).toMatchObject({
      type: 'webhook.test',
      data: {},
    });
    expect(() => new Webhook(secret).verify(`${test.body} `, test.headers)).toThrow();
    await row.getByText('Message and answer').click();
    await row.getByText('taken').waitFor();
    await expectAccessible(page, 'a webhook, a message open');

    const alice = clientOf('alice');
    const name = `secret plan ${Date.now()}.png`;
    const { key } = await uploadFile(alice, { name, contentType: 'image/png' }, makePng(12));
    await waitForDownload(alice, key);
    await clientOf('rita').post(`/api/review/files/${key}/decision`, {
      version: 1,
      decision: 'request_changes',
      reasonCode: 'OTHER',
      message: 'ask alice@example.com',
    });
    await alice.send(`/api/files/${key}`, { method: 'DELETE' });
    let last = 0;
    for (const [type, data] of [
      ['file.uploaded', { state: 'uploaded' }],
      ['file.available', { state: 'available', review: 'unreviewed' }],
      ['review.decided', { review: 'changes_requested', reasonCode: 'OTHER' }],
      ['file.deleted', { state: 'deleted' }],
    ] as const) {
      const message = await messageOf('/ledger', type, key);
      const told = new Webhook(secret).verify(message.body, message.headers) as {
        data: { sequence: number };
      };
      expect(told.data.sequence).toBeGreaterThan(last);
      last = told.data.sequence;
      expect(told).toEqual({
        type,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        data: {
          sequence: last,
          fileId: key,
          version: 1,
          profile: 'default',
          state: expect.any(String),
          review: expect.any(String),
          ...data,
        },
      });
      expect(message.body).not.toMatch(/plan|alice|rita|http|@/i);
    }
    // The browser tells of the URL that was refused.
    expect(problems.filter((problem) => !problem.includes('status of 400'))).toEqual([]);
    await page.context().close();
  });

  it('are tried again, sent again by hand, signed with both secrets, and end with 410', async () => {
    const { json } = await ada.post('/api/admin/webhooks', {
      url: `${origin}/second`,
      events: ['review.reopened'],
    });
    const { webhook, secret } = json;
    const { page, problems } = await open(`/admin/webhooks/${webhook.id}`);
    const row = page.locator('[data-delivery]').first();
    answer = { status: 500, text: 'not now <b>please</b>' };
    await page.getByRole('button', { name: 'Send a test' }).click();
    await row.locator('[data-state=retrying]').waitFor(patience);
    await row.getByText('answered 500').waitFor();
    await row.getByText('Message and answer').click();
    await row.getByText('not now <b>please</b>').waitFor();

    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    const shown = page.getByRole('dialog', { name: 'The secret of this webhook' });
    const rotated = await shown.getByLabel('Secret', { exact: true }).inputValue();
    await shown.getByRole('button', { name: 'Done' }).click();
    await page.getByText('also signed with the secret before').waitFor();

    const before = received.length;
    answer = { status: 204, text: '' };
    await row.getByRole('button', { name: /^Send again: message/ }).click();
    await row.locator('[data-state=delivered]').waitFor(patience);
    const again = received.slice(before).find(({ path }) => path === '/second')!;
    const first = received.find(({ path }) => path === '/second')!;
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(again.body).toBe(first.body);
    for (const one of [secret, rotated])
      expect(new Webhook(one).verify(again.body, again.headers)).toMatchObject({ type: 'webhook.test' });

    answer = { status: 410, text: 'gone' };
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.locator('[data-delivery] [data-state=failed]').waitFor(patience);
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('answered 410, which says').waitFor();
    await expectAccessible(page, 'a webhook that is gone');
    answer = { status: 200, text: 'taken' };
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL('**/admin/webhooks');
    expect((await ada.get(`/api/admin/webhooks/${webhook.id}`)).status).toBe(404);
    const { events } = (await ada.get('/api/audit?limit=50')).json;
    const actions = events
      .filter(({ details }: { details: { webhook?: string } | null }) => details?.webhook === webhook.id)
      .map(({ action }: { action: string }) => action);
    expect(actions).toEqual([
      'webhook.deleted',
      'webhook.enabled',
      'webhook.disabled',
      'webhook.tested',
      'webhook.redelivered',
      'webhook.secret_rotated',
      'webhook.tested',
      'webhook.created',
    ]);
    expect(JSON.stringify(events)).not.toContain('whsec_');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
