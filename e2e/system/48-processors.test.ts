import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exifBlock, withExif } from '../../apps/portal/test/exifBlock.ts';
import type { ApiClient } from '../ApiClient.ts';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makeJpeg } from '../makeFile.ts';
import type { Person } from '../startSystem.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** What the processors of the configuration come to, seen by owners and by who reviews, and by nobody else. */
const run = `proc${Date.now().toString(36)}`;
const patience = { timeout: 60_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

async function handOver(person: Person, name: string, contentType: string, bytes: Uint8Array<ArrayBuffer>) {
  const client = clientOf(person);
  const { key } = await uploadFile(client, { name: `${run} ${name}`, contentType }, bytes);
  await waitForDownload(client, key);
  return key;
}

const own = (id: string) => `/api/files/${id}/results`;
const reviewed = (id: string) => `/api/review/files/${id}/results`;

async function resultOf(client: ApiClient, id: string, processor: string) {
  const find = async () =>
    (await client.get(own(id))).json.results.find(
      (one: { processor: string }) => one.processor === processor,
    );
  await expect.poll(async () => (await find())?.state, patience).toMatch(/available|failed|empty/);
  return find();
}

const invoice = 'item;net\nrent;1.000,10\nheat;200,20\nTotal;1.300,30\n';

describe('processors', () => {
  it('say to owner and reviewer what an invoice comes to, with an event that they emit', async () => {
    const bob = clientOf('bob');
    const id = await handOver('bob', 'invoice.csv', 'text/csv', Buffer.from(invoice));
    const result = await resultOf(bob, id, 'invoice-totals');
    expect(result).toMatchObject({
      state: 'available',
      values: [
        { name: 'stated', label: 'Stated total', value: 1_300.3 },
        { name: 'computed', value: 1_200.3 },
        { name: 'lineCount', value: 2 },
        { name: 'isRight', value: false },
      ],
      lists: [],
      derivatives: [],
    });
    expect((await clientOf('rita').get(reviewed(id))).json.results).toEqual([result]);
    for (const person of ['alice', 'rita', 'ada'] as const)
      expect((await clientOf(person).get(own(id))).status, person).toBe(404);
    expect((await bob.get(reviewed(id))).status).toBe(404);
    const audit = async (action: string) =>
      (await clientOf('ada').get(`/api/audit?file=${id}&action=${action}`)).json.events;
    expect(await audit('processor.finished')).toHaveLength(1);
    expect(await audit('processor.event')).toHaveLength(1);
    expect((await audit('results.read')).map(({ purpose }: { purpose: string }) => purpose)).toContain(
      'review',
    );

    for (const { person, path } of [
      { person: 'bob', path: `/?file=${id}` },
      { person: 'rita', path: `/review/${id}` },
    ] as const) {
      const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
      const { page, problems } = await openPage(context);
      await page.goto(path);
      const section = page.getByRole('region', { name: 'Results', exact: true });
      await section.getByRole('heading', { name: 'Invoice total' }).waitFor(patience);
      await section.getByText('1,300.3').waitFor();
      await expectAccessible(page, `results as ${person} sees them`);
      expect(problems).toEqual([]);
      await context.close();
    }
    await bob.send(`/api/files/${id}`, { method: 'DELETE' });
    expect((await bob.get(own(id))).status).toBe(404);
    expect((await clientOf('rita').get(reviewed(id))).status).toBe(404);
  });

  it('keep what they make as a derivative that is saved from the details', async () => {
    const picture = new Uint8Array(withExif(makeJpeg(), exifBlock({ description: '<b>A house</b>' })));
    const id = await handOver('bob', 'house.jpg', 'image/jpeg', picture);
    const result = await resultOf(clientOf('bob'), id, 'image-captions');
    expect(result).toMatchObject({
      values: [{ value: '<b>A house</b>' }, { value: 'Maker One' }, { value: '2024-05-01 12:30:00' }],
      derivatives: [{ name: 'image-captions-text', contentType: 'application/json', size: 28 }],
    });
    const context = await contextWith(browser, inject('system').url, inject('sessions').bob);
    const { page, problems } = await openPage(context);
    await page.goto(`/?file=${id}`);
    const section = page.getByRole('region', { name: 'Results', exact: true });
    await section.getByText('<b>A house</b>').waitFor(patience);
    expect(await section.locator('b').count()).toBe(0);
    const saved = page.waitForEvent('download');
    await section.getByRole('button', { name: /^Save / }).click();
    expect((await saved).suggestedFilename()).toBe(`${run} house (image-captions-text).json`);
    expect(problems).toEqual([]);
    await context.close();
  });
});
