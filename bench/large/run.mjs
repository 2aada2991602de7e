// My files and the review queue of a large portal: the whole system, started on data of its own, filled with files, and asked by a
// real Chromium.
//   npm run build && node bench/large/run.mjs [--files 100000] [--people 1000] [--pages 1000]
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';
import { openOwnerPool, password, signIn, startPortal } from '../startPortal.mjs';
import { seedLargePortal } from './seedLargePortal.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    people: { type: 'string', default: '1000' },
    pages: { type: 'string', default: '1000' },
  },
});
const [files, people, pages] = [values.files, values.people, values.pages].map(Number);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const row = (name, milliseconds, note = '') =>
  console.log(`${name.padEnd(58)} ${milliseconds.toFixed(1).padStart(9)} ms  ${note}`);

/** Walks a list by its cursors to the page asked for; the times of the first and of the last ten pages, over HTTP. */
async function walk(name, url, path, cookies) {
  const cookie = cookies.map((pair) => pair.join('=')).join('; ');
  const times = [];
  let cursor = null;
  for (let page = 1; page <= pages; page += 1) {
    const started = performance.now();
    const query = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${url}${path}${query}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    const { nextCursor } = await answer.json();
    times.push(performance.now() - started);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  row(`${name}: page 1 over HTTP`, median(times.slice(1, 11)), 'median of pages 2 to 11');
  row(`${name}: page ${times.length} over HTTP`, median(times.slice(-10)), 'median of the last ten');
}

async function paint(name, browser, url, path, cookies, rows) {
  const times = [];
  for (let run = 0; run < 5; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addCookies(
      cookies.map(([key, value]) => ({ name: key, value, url, httpOnly: true, sameSite: 'Lax' })),
    );
    const page = await context.newPage();
    const started = performance.now();
    await page.goto(`${url}${path}`, { waitUntil: 'commit' });
    await page.locator(rows).first().waitFor();
    const shown = performance.now() - started;
    const contentful = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    );
    times.push({ shown, contentful });
    await context.close();
  }
  row(
    `${name}: navigation to first rows on screen`,
    median(times.map(({ shown }) => shown)),
    'median of 5, cold',
  );
  row(
    `${name}: first contentful paint`,
    median(times.map(({ contentful }) => contentful)),
    'median of 5, cold',
  );
}

const system = await startPortal();
const pool = openOwnerPool(system.dataDirectory);
let browser;
try {
  await seedLargePortal({
    pool,
    files,
    people,
    heavyEmail: 'alice@example.com',
    heavyFiles: Math.floor(files / 2),
  });
  console.log(`${files} files of ${people} people, half of them Alice's\n`);
  const alice = await signIn(system.url, 'alice@example.com');
  const rita = await signIn(system.url, 'rita@example.com');
  await walk('my files', system.url, '/api/files?limit=25', alice);
  await walk('queue', system.url, '/api/review/files?limit=25', rita);
  const { path } = await findBrowser({ root });
  browser = await chromium.launch({ executablePath: path, args: chromiumFlags, headless: true });
  await paint('my files', browser, system.url, '/', alice, '[data-index]');
  await paint('queue', browser, system.url, '/review', rita, '[data-index]');
  spawnSync(process.execPath, [join(root, 'bench/pages/run.mjs')], {
    stdio: 'inherit',
    env: {
      ...process.env,
      VALETKEY_BENCH_URL: system.url,
      VALETKEY_DEMO_PASSWORD: password,
      CHROME_PATH: path,
    },
  });
} finally {
  await browser?.close();
  await pool.end();
  await system.stop();
}
