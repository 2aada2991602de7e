// What the pages cost a browser, in a real Chromium against a running portal:
//   VALETKEY_BENCH_URL=http://localhost:3000 VALETKEY_DEMO_PASSWORD=... node bench/pages/run.mjs
// 1. the JavaScript of each page's first load, in gzip (the portal leaves compressing to the proxy before it, so we do it here);
// 2. how long the page takes to answer keys with 10,000 rows loaded and 500 transfers running. The rows are handed to the page
//    in place of the portal's answer: this measures the page, and bench/records measures the list behind it.
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';

const url = process.env.VALETKEY_BENCH_URL ?? 'http://localhost:3000';
const password = process.env.VALETKEY_DEMO_PASSWORD ?? '';
const rows = 10_000;
const transfers = 500;

async function signIn(browser, email) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 860 } });
  const reply = await context.request.post('/api/auth/sign-in/email', {
    data: { email, password },
    headers: { origin: url },
  });
  if (!reply.ok()) throw new Error(`${email} cannot sign in: ${reply.status()}; set VALETKEY_DEMO_PASSWORD.`);
  return context;
}

async function scriptsOf(context, path) {
  const page = await context.newPage();
  const bodies = [];
  page.on('response', (response) => {
    if (/\.js(\?|$)/.test(response.url())) bodies.push(response.body());
  });
  const reply = await page.goto(path);
  await page.waitForLoadState('networkidle');
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).byteLength);
  await page.close();
  return {
    path,
    status: reply.status(),
    scripts: sizes.length,
    gzipBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

function fileOf(index) {
  const at = new Date(Date.UTC(2026, 0, 1) - index * 60_000).toISOString();
  return {
    id: `bench-${index}`,
    name: `Document number ${index} of the archive.pdf`,
    size: 12_345 + index,
    contentType: 'application/pdf',
    category: 'document',
    path: index % 3 === 0 ? 'Archive/2025' : null,
    state: 'available',
    review: 'unreviewed',
    isReviewRequired: true,
    version: 1,
    rejection: null,
    outcome: null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

async function interaction(context) {
  const page = await context.newPage();
  await page.route(/\/api\/files\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const start = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    const files = Array.from({ length: Math.min(limit, rows - start) }, (_, index) => fileOf(start + index));
    const next = start + limit;
    await route.fulfill({ json: { files, nextCursor: next < rows ? String(next) : null } });
  });
  await page.goto('/?sort=name');
  await page.getByLabel('Choose files').waitFor({ state: 'attached' });
  await page.getByRole('searchbox', { name: 'Search' }).fill('document');
  await page.getByText('25 files shown so far').waitFor();
  for (;;) {
    const more = page.getByRole('button', { name: /Show more|Loading/ });
    if ((await more.count()) === 0) break;
    await more.evaluate((button) => button.click());
    await page.waitForTimeout(20);
  }
  const shown = await page
    .getByText(/^[\d,]+ files$/)
    .first()
    .textContent();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 20_000,
  });
  await page.getByLabel('Choose files').setInputFiles(
    Array.from({ length: transfers }, (_, index) => ({
      name: `scan ${index}.pdf`,
      mimeType: 'application/pdf',
      buffer: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(40_000, index)]),
    })),
  );
  await page.getByRole('heading', { name: /500 files/ }).waitFor();
  await page.evaluate(() => {
    window.slow = [];
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) window.slow.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  for (let press = 0; press < 40; press += 1) await page.keyboard.press('j');
  for (let press = 0; press < 10; press += 1) await page.keyboard.press('x');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(500);
  const drawn = await page.locator('li[data-file]').count();
  const { slow, tasks } = await page.evaluate(() => ({ slow: window.slow, tasks: window.tasks }));
  slow.sort((a, b) => a - b);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Cancel all' }).click();
  await page.close({ runBeforeUnload: false });
  return {
    shown,
    rowsDrawn: drawn,
    eventsOver16ms: slow.length,
    medianMs: slow[slow.length >> 1] ?? 0,
    p95Ms: slow[Math.floor(slow.length * 0.95)] ?? 0,
    slowestMs: slow.at(-1) ?? 0,
    longTasks: tasks.length,
    longestTaskMs: Math.max(0, ...tasks),
  };
}

const { path: executablePath } = await findBrowser({ root: resolve(import.meta.dirname, '../..') });
const browser = await chromium.launch({ executablePath: executablePath ?? undefined, args: chromiumFlags });
try {
  const stranger = await browser.newContext({ baseURL: url });
  const [user, reviewer, admin] = [
    await signIn(browser, 'alice@example.com'),
    await signIn(browser, 'rita@example.com'),
    await signIn(browser, 'ada@example.com'),
  ];
  const pages = [];
  for (const [context, path] of [
    [stranger, '/sign-in'],
    [stranger, '/sign-up'],
    [user, '/'],
    [user, '/?view=trash'],
    [user, '/account'],
    [reviewer, '/review'],
    [admin, '/admin'],
    [admin, '/admin/people'],
    [admin, '/admin/audit'],
  ])
    pages.push(await scriptsOf(context, path));
  console.log('JavaScript of the first load');
  console.table(pages);
  console.log(`Keys with ${rows} rows loaded and ${transfers} transfers running`);
  console.table([await interaction(user)]);
} finally {
  await browser.close();
}
