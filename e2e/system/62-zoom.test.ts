import { spawnSync } from 'node:child_process';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { makePdf, makePng } from '../makeFile.ts';
import { endReviewOf } from '../profiles.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/** Looking closely at what was made of a file, on the reviewer's desk. */
const hasPoppler = spawnSync('sh', ['-c', 'command -v pdftoppm']).status === 0;
const run = Date.now();
const patience = { timeout: 60_000 };
const profile = `zoomed-${run}`;
const side = 400;
/** What Chromium scrolls with an arrow key. */
const arrowStep = 40;
const ada = clientOf('ada');
const alice = clientOf('alice');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  const { profiles } = (await ada.get('/api/admin/profiles')).json;
  const { name: _name, revision: _revision, updatedAt: _at, updatedBy: _by, ...usual } = profiles[0];
  const json = { ...usual, name: profile, label: `Zoomed ${run}`, isWatermarked: true };
  expect((await ada.send('/api/admin/profiles', { method: 'POST', json })).status).toBe(201);
});
afterAll(async () => {
  await endReviewOf(profile);
  await browser?.close();
});

async function handOver(name: string, contentType: string, bytes: Buffer<ArrayBuffer>): Promise<string> {
  const { key } = await uploadFile(alice, { name, contentType, profile }, bytes);
  await waitForDownload(alice, key);
  return key;
}

const open = async (id: string, options: { width?: number } = {}) => {
  const cookies = inject('sessions').rita;
  const context = await contextWith(browser, inject('system').url, cookies);
  const watched = await openPage(context);
  if (options.width !== undefined) await watched.page.setViewportSize({ width: options.width, height: 780 });
  await watched.page.goto(`/review/${id}`);
  return watched;
};

const shapeOf = async (locator: Locator) => {
  const box = await locator.boundingBox();
  return { width: Math.round(box!.width), height: Math.round(box!.height) };
};
const scrolledTo = (frame: Locator) =>
  frame.evaluate(({ scrollLeft, scrollTop }) => ({ left: scrollLeft, top: scrollTop }));
const said = (page: Page, text: string) =>
  page.locator('[aria-live=polite]').getByText(text, { exact: true }).waitFor({ state: 'attached' });

describe('a picture on the desk', () => {
  it('is made larger, moved and turned by keys, buttons, wheel and mouse, below its watermark', async () => {
    const name = `square ${run}.png`;
    const id = await handOver(name, 'image/png', makePng(side));
    const { page, problems } = await open(id);
    const frame = page.getByRole('group', { name: `Picture of ${name}` });
    await frame.getByRole('img').waitFor(patience);
    const picture = frame.locator('[data-zoomed]');
    await expect.poll(() => shapeOf(picture)).toEqual({ width: side, height: side });
    await page.keyboard.press('+');
    await expect.poll(() => shapeOf(picture)).toEqual({ width: side * 1.25, height: side * 1.25 });
    await said(page, '125 per cent of what fits.');
    await page.keyboard.press('-');
    await expect.poll(() => shapeOf(picture)).toEqual({ width: side, height: side });
    for (let press = 0; press < 6; press++) await page.getByRole('button', { name: 'Larger' }).press('Enter');
    await page.getByText('381 %').waitFor();
    await expectAccessible(page, 'a picture that is zoomed');

    // What was in the middle still is, and arrow keys and the mouse move it from there.
    const middle = await scrolledTo(frame);
    expect(middle.top).toBeGreaterThan(100);
    await frame.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await scrolledTo(frame)).top).toBe(middle.top + arrowStep);
    const seen = (await frame.boundingBox())!;
    const from = { x: seen.x + seen.width / 2, y: seen.y + 100 };
    const before = await scrolledTo(frame);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x - 60, from.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => scrolledTo(frame)).toEqual({ left: before.left + 60, top: before.top - 40 });
    await page.mouse.move(from.x, from.y);
    expect(await scrolledTo(frame)).toEqual({ left: before.left + 60, top: before.top - 40 });

    const mark = page.locator('svg[data-watermark]');
    expect(await mark.getAttribute('data-watermark')).toMatch(/^rita@/);
    const [covered, shown] = await Promise.all([mark.boundingBox(), frame.boundingBox()]);
    for (const part of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs(covered![part] - shown![part]), part).toBeLessThanOrEqual(1);

    // The wheel with Ctrl zooms the picture at the pointer, and not the page.
    await page.keyboard.press('f');
    await expect.poll(() => shapeOf(picture)).toEqual({ width: side, height: side });
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -40);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await shapeOf(picture)).width).toBeGreaterThan(side * 1.3);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
    await page.keyboard.press('0');
    await expect.poll(() => shapeOf(picture)).toEqual({ width: side, height: side });

    await page.keyboard.press('o');
    await said(page, 'Turned by 90 degrees to the right.');
    await page.keyboard.press('?');
    for (const label of ['Larger', 'Smaller', 'Actual size', 'Fit', 'Turn to the right'])
      await page.getByRole('dialog').getByText(label, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    // The keys of before mean what they meant.
    await page.keyboard.press('r');
    await expect.poll(() => page.getByRole('radio', { name: /^Reject/ }).isChecked()).toBe(true);
    expect(await page.content()).not.toMatch(/X-Amz-Signature/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.runIf(hasPoppler)('stays as it is from page to page, and is pinched on a telephone', async () => {
    const name = `pages ${run}.pdf`;
    const id = await handOver(name, 'application/pdf', makePdf('Pages', ['of a lease'], 2));
    const madePages = async () =>
      (await clientOf('rita').get(`/api/review/files/${id}`)).json.derivatives.filter(
        ({ name, state }: { name: string; state: string }) =>
          name.startsWith('page-') && state === 'available',
      ).length;
    await expect.poll(madePages, patience).toBe(2);
    const { page, problems } = await open(id, { width: 360 });
    const frame = page.getByRole('group', { name: `Pages of ${name}` });
    await frame.getByRole('img', { name: `Page 1 of ${name}` }).waitFor(patience);
    const pages = frame.getByRole('listitem');
    const upright = await shapeOf(pages.first());
    expect(upright.height).toBeGreaterThan(upright.width);

    const seen = (await frame.boundingBox())!;
    const cdp = await page.context().newCDPSession(page);
    const fingers = (distance: number) =>
      [-1, 1].map((way, index) => ({
        id: index,
        x: seen.x + seen.width / 2 + (way * distance) / 2,
        y: seen.y + 150,
      }));
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', distance: number | null) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: distance === null ? [] : fingers(distance),
      });
    await touch('touchStart', 60);
    for (const distance of [80, 100, 120]) await touch('touchMove', distance);
    await touch('touchEnd', null);
    await expect.poll(async () => (await shapeOf(pages.first())).width).toBe(upright.width * 2);
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
    await pages.nth(1).scrollIntoViewIfNeeded();
    await frame.getByRole('img', { name: `Page 2 of ${name}` }).waitFor();
    expect((await shapeOf(pages.nth(1))).width).toBe(upright.width * 2);

    await page.getByRole('button', { name: 'Turn to the right' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(async () => (await shapeOf(pages.first())).width).toBe(upright.width);
    for (const one of [0, 1]) {
      const { width, height } = await shapeOf(pages.nth(one));
      expect(height).toBeLessThan(width);
    }
    // The picture fills its place, which is now wider than high.
    const [place, picture] = [
      await pages.nth(1).boundingBox(),
      await frame.getByRole('img').nth(1).boundingBox(),
    ];
    expect(Math.abs(place!.width - picture!.width)).toBeLessThan(4);
    expect(Math.abs(place!.height - picture!.height)).toBeLessThan(4);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expectAccessible(page, 'pages that are turned, on a telephone');
    expect(problems).toEqual([]);
    await page.close();
  });
});
