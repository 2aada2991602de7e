import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { contextWith, launchBrowser, openPage } from '../browser.ts';
import { clientOf } from '../clients.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { handOver } from '../handOver.ts';

/** Texts: read where the file is reviewed, found by their words, compared line by line; always as they are written. */
const run = `text${Date.now().toString(36)}`;
const patience = { timeout: 60_000 };
const alice = clientOf('alice');
const rita = clientOf('rita');
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const handOverText = (file: Parameters<typeof handOver>[0], text: string) =>
  handOver(file, new TextEncoder().encode(text));

const openAs = async (person: 'alice' | 'rita', path: string) => {
  const context = await contextWith(browser, inject('system').url, inject('sessions')[person]);
  const opened = await openPage(context);
  await opened.page.goto(path);
  return { ...opened, context };
};

it('is read with the numbers of its lines by its owner and by who reviews it, as it is written', async () => {
  const long = 'word '.repeat(200);
  const text = `first ${run}\n\n<b>bold</b> <script>alert(1)</script>\n\taccess \u202e// admin\u2066\n\u001b[31mred\n${long}\n`;
  const id = await handOverText({ name: `${run} notes.txt`, contentType: 'text/plain' }, text);
  expect((await alice.get(`/api/files/${id}/extraction`)).json.extraction).toMatchObject({
    kind: 'text',
    extracted: {
      encoding: 'utf-8',
      lineEnding: 'lf',
      lineCount: 6,
      hiddenCount: 3,
      turningCount: 2,
      isComplete: true,
    },
  });
  expect((await clientOf('bob').get(`/api/files/${id}/extraction`)).status).toBe(404);
  for (const [person, path] of [
    ['alice', `/?file=${id}`],
    ['rita', `/review/${id}`],
  ] as const) {
    const { page, problems, context } = await openAs(person, path);
    await page.setViewportSize({ width: 360, height: 780 });
    const lines = page.getByRole('region', { name: 'What is in the text' });
    await lines.waitFor(patience);
    expect((await lines.locator('[data-line]').allTextContents()).map((line) => line.trimEnd())).toEqual([
      `first ${run}`,
      '',
      '<b>bold</b> <script>alert(1)</script>',
      '\taccess \ufffd// admin\ufffd',
      '\u241b[31mred',
      long.trimEnd(),
    ]);
    expect(await lines.locator('b, script').count()).toBe(0);
    await page.getByText('There are 3 hidden characters in it.').waitFor();
    await page.getByText('2 of them turn the direction of text').waitFor();
    // Numbers are seen, and are no part of the text that is read out or copied.
    const number = lines.locator('[data-line="6"]');
    expect(await number.evaluate((line) => getComputedStyle(line, '::before').content)).toMatch(
      /^"6" \/ ""$/,
    );
    expect(await lines.textContent()).not.toContain('6');
    const width = () => lines.evaluate((region) => region.scrollWidth - region.clientWidth);
    const wrap = page.getByRole('checkbox', { name: 'Break long lines' });
    expect(await wrap.isChecked()).toBe(true);
    expect(await width()).toBe(0);
    await wrap.press('Space');
    expect(await width()).toBeGreaterThan(1_000);
    // What does not fit is reached with the keyboard.
    await lines.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => lines.evaluate((region) => region.scrollLeft)).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expectAccessible(page, `a text as ${person} sees it`);
    expect(problems).toEqual([]);
    await context.close();
  }
  const { events } = (await clientOf('ada').get(`/api/audit?file=${id}&action=extraction.read`)).json;
  const purposes = events.map(({ purpose }: { purpose: string | null }) => purpose);
  expect(new Set(purposes)).toEqual(new Set(['review', null]));
});

it('says of a long one how much of it is shown', async () => {
  const lines = Array.from({ length: 6_000 }, (_, index) => `entry ${index + 1}`);
  const id = await handOverText({ name: `${run} long.log`, contentType: 'text/plain' }, lines.join('\n'));
  const { page, problems, context } = await openAs('rita', `/review/${id}`);
  await page.getByText('The first 5,000 of 6,000 lines are shown.').waitFor(patience);
  const shown = page.getByRole('region', { name: 'What is in the text' });
  expect(await shown.locator('[data-line]').count()).toBe(1_000);
  await page.getByRole('button', { name: 'Show all 5,000' }).click();
  await shown.getByText('entry 5000', { exact: true }).waitFor();
  await shown.focus();
  await page.keyboard.press('End');
  await expect.poll(() => shown.evaluate((region) => region.scrollTop)).toBeGreaterThan(1_000);
  expect(problems).toEqual([]);
  await context.close();
});

it('is found by a word of it, and a new version is compared line by line', async () => {
  const word = `zeugma${run}`;
  const text = (price: string) =>
    [
      '# Handover',
      '',
      ...Array.from({ length: 20 }, (_, index) => `- item ${index + 1}`),
      `${word} ${price}`,
      '',
    ].join('\n');
  const file = { name: `${run} readme.md`, contentType: 'text/markdown' };
  const id = await handOverText(file, text('for 900 <i>a month</i>'));
  const found = async (q: string) =>
    (await rita.get(`/api/review/files?q=${q}`)).json.files.map((one: { id: string }) => one.id);
  expect(await found(word)).toEqual([id]);
  await handOverText({ ...file, documentId: id }, text('for 950 <i>a month</i>'));
  expect(await found(`${word}%20950`)).toEqual([id]);
  expect(await found(`${word}%20900`)).toEqual([]);

  const { page, problems, context } = await openAs('rita', `/review/${id}?compare=1`);
  const view = page.getByRole('region', { name: 'Version 1 beside version 2' });
  await view.getByText('1 line was added, 1 line was removed.').waitFor(patience);
  const changes = view.getByRole('region', { name: 'Lines', exact: true });
  const sign = (kind: 'deletion' | 'insertion', price: string) =>
    changes
      .getByRole('listitem')
      .filter({ has: page.getByRole(kind).filter({ hasText: `for ${price} <i>` }) });
  expect(await sign('deletion', '900').textContent()).toBe(`−Removed: ${word} for 900 <i>a month</i>`);
  expect(await sign('insertion', '950').textContent()).toBe(`+Added: ${word} for 950 <i>a month</i>`);
  expect(await changes.locator('i').count()).toBe(0);
  // What is the same is folded until somebody wants it.
  expect(await changes.getByText('- item 3', { exact: true }).count()).toBe(0);
  const fold = changes.getByRole('button', { name: '19 lines are the same' });
  await fold.press('Enter');
  await changes.getByText('- item 3', { exact: true }).waitFor();
  expect(await fold.getAttribute('aria-expanded')).toBe('true');
  await fold.press('Enter');
  await changes.getByText('- item 3', { exact: true }).waitFor({ state: 'detached' });
  await expectAccessible(page, 'two versions of a text side by side');
  expect(problems).toEqual([]);
  await context.close();
});
