import { spawnSync } from 'node:child_process';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { handOver } from '../handOver.ts';
import { makePdf } from '../makeFile.ts';
import { endReviewOf } from '../profiles.ts';

/** Two versions side by side, for who reviews them and nobody else. */
const hasPoppler = ['pdftoppm', 'pdfinfo', 'pdftotext'].every(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0,
);
const run = Date.now();
const patience = { timeout: 60_000 };
const profile = `watermarked-${run}`;
const ada = clientOf('ada');
const alice = clientOf('alice');
const rita = clientOf('rita');
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser();
  context = await contextWith(browser, inject('system').url, inject('sessions').rita);
});
afterAll(async () => {
  await endReviewOf(profile);
  await browser?.close();
});

const csv = (...rows: string[]) => new TextEncoder().encode(['item,amount', ...rows, ''].join('\n'));

describe('versions side by side', () => {
  it('tell which facts, figures and rows differ, to the team alone', async () => {
    const offer = { name: `offer ${run}.csv`, contentType: 'text/csv' };
    const id = await handOver(offer, csv('chair,10', 'table,20'));
    const newer = { ...offer, name: `offer ${run} new.csv`, documentId: id };
    await handOver(newer, csv('chair,10', 'table,25', 'lamp,5'));

    const { page, problems } = await openPage(context);
    await page.goto(`/review/${id}`);
    await page.getByRole('button', { name: 'Compare version 1 with version 2' }).click();
    const view = page.getByRole('region', { name: 'Version 1 beside version 2' });
    const facts = view.getByRole('table', { name: 'Facts that differ' });
    await facts.getByRole('row', { name: /^Rows 2 3$/ }).waitFor(patience);
    await facts.getByRole('row', { name: /^File name .*offer \d+\.csv .*new\.csv/ }).waitFor();
    await view.getByRole('row', { name: /^amount Sum 30 40 \+10$/ }).waitFor();
    await view.getByText('2 lines were added, 1 line was removed.').waitFor();
    expect(new URL(page.url()).search).toBe('?compare=1');
    await expectAccessible(page, 'two versions of a table side by side');

    // The key and Escape close it, and only then does Escape lead back to the list.
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    await page.keyboard.press('v');
    await view.waitFor();
    await page.keyboard.press('v');
    await view.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(`/review/${id}`);
    expect(problems).toEqual([]);
    await page.close();

    for (const version of ['0', '3', '01', '1.5', 'x', '99999999999', '%00'])
      expect((await rita.get(`/api/review/files/${id}/versions/${version}`)).status, version).toBe(404);
    expect((await alice.get(`/api/review/files/${id}/versions/1`)).status).toBe(404);
    const { events } = (await ada.get(`/api/audit?file=${id}&action=file.viewed`)).json;
    expect(new Set(events.map((event: { version: number }) => event.version))).toEqual(new Set([1, 2]));
  });

  it.runIf(hasPoppler)('show the pages of both and what was written anew, also on a telephone', async () => {
    const settings = (await ada.get('/api/admin/profiles')).json.profiles[0];
    const { name: _name, revision: _revision, updatedAt: _at, updatedBy: _by, ...usual } = settings;
    const made = await ada.send('/api/admin/profiles', {
      method: 'POST',
      json: { ...usual, name: profile, label: `Watermarked ${run}`, isWatermarked: true },
    });
    expect(made.status).toBe(201);
    const lease = { name: `lease ${run}.pdf`, contentType: 'application/pdf', profile };
    const id = await handOver(lease, makePdf('Lease', ['of a house', 'for 900 a month']));
    await handOver({ ...lease, documentId: id }, makePdf('Lease', ['of a house', 'for 950 a month']));
    const { page, problems } = await openPage(context);
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`/review/${id}?compare=1`);
    const view = page.getByRole('region', { name: 'Version 1 beside version 2' });
    const sides = [1, 2].map((version) =>
      view.getByRole('region', { name: `Version ${version}`, exact: true }),
    );
    for (const side of sides) await side.getByRole('img').first().waitFor(patience);
    await view.getByRole('deletion').filter({ hasText: 'for 900 a month' }).waitFor();
    await view.getByRole('insertion').filter({ hasText: 'for 950 a month' }).waitFor();
    // Its profile asks for a watermark, which is seen and not in anybody's way.
    for (const side of sides) {
      const mark = side.locator('svg[data-watermark]');
      expect(await mark.getAttribute('data-watermark')).toMatch(/^rita@.+ UTC$/);
      expect(await mark.getAttribute('aria-hidden')).toBe('true');
      expect(await mark.evaluate((element) => getComputedStyle(element).pointerEvents)).toBe('none');
      const [covered, page1] = await Promise.all([mark.boundingBox(), side.getByRole('img').boundingBox()]);
      expect(covered!.width).toBeGreaterThanOrEqual(page1!.width - 1);
    }
    const [first, second] = await Promise.all(sides.map((side) => side.boundingBox()));
    expect(second!.y).toBeGreaterThan(first!.y + first!.height - 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await page.content()).not.toMatch(/X-Amz-Signature/);
    await expectAccessible(page, 'two versions of a document on a telephone');
    expect(problems).toEqual([]);
    await page.close();
  });
});
