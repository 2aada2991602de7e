// What the pages cost a browser, in a real Chromium against a running portal:
//   VALETKEY_BENCH_URL=http://localhost:3000 VALETKEY_DEMO_PASSWORD=... node bench/pages/run.mjs
// 1. the JavaScript of each page's first load, in gzip (the portal sends brotli where it may, which is a tenth less);
// 2. how long the page takes to show what a key or a click did, with 10,000 rows loaded, idle and with 500 transfers running. The rows are handed to the page
//    in place of the portal's answer: this measures the page, and bench/records measures the list behind it.
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';

const url = process.env.VALETKEY_BENCH_URL ?? 'http://localhost:3000';
const password = process.env.VALETKEY_DEMO_PASSWORD ?? '';
const rows = 10_000;
/** What a held key does on most systems. */
const keyRepeatMs = 33;
const transferCounts = [0, 500];

async function signIn(browser, email) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 860 } });
  const reply = await context.request.post('/api/auth/sign-in/email', {
    data: { email, password },
    headers: { origin: url },
  });
  if (!reply.ok()) throw new Error(`${email} cannot sign in: ${reply.status()}; set VALETKEY_DEMO_PASSWORD.`);
  return context;
}

/** Uploads that an earlier run left unfinished would be drawn beside what is measured. */
async function discardUnfinished(context) {
  for (;;) {
    const reply = await context.request.get('/api/upload?state=reserved');
    const { uploads } = await reply.json();
    if (uploads.length === 0) return;
    for (const { uploadId } of uploads) {
      const answer = await context.request.delete(`/api/upload/${uploadId}`, { headers: { origin: url } });
      if (answer.status() === 429)
        await new Promise((resolve) =>
          setTimeout(resolve, 1000 * Number(answer.headers()['retry-after'] ?? 5)),
        );
    }
  }
}

async function scriptsOf(context, path) {
  const page = await context.newPage();
  const bodies = [];
  page.on('response', (response) => {
    if (/\.js(\?|$)/.test(response.url())) bodies.push(response.body());
  });
  const reply = await page.goto(path);
  await page.waitForLoadState('networkidle');
  page.removeAllListeners('response');
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

async function interaction(context, transfers) {
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
  const everything = page.getByText(`${rows.toLocaleString('en')} files`, { exact: true });
  const more = page.getByRole('button', { name: 'Show more' });
  // The button is away while a page or the answer to the search is on its way.
  while ((await everything.count()) === 0) {
    await more.click({ timeout: 1_000 }).catch(() => {});
  }
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 20_000,
  });
  if (transfers > 0)
    await page.getByLabel('Choose files').setInputFiles(
      Array.from({ length: transfers }, (_, index) => ({
        name: `scan ${index}.pdf`,
        mimeType: 'application/pdf',
        buffer: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(40_000, index)]),
      })),
    );
  if (transfers > 0) await page.getByRole('heading', { name: `${transfers} files` }).waitFor();
  await page.evaluate(() => {
    window.entries = [];
    window.tasks = [];
    window.observer = new PerformanceObserver((list) => window.entries.push(...list.getEntries()));
    window.observer.observe({ type: 'event', durationThreshold: 16 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await page.evaluate(() => scrollTo(0, 0));
  const press = async (key, times) => {
    for (let count = 0; count < times; count += 1) {
      await page.keyboard.press(key);
      await page.waitForTimeout(keyRepeatMs);
    }
  };
  const search = page.getByRole('searchbox', { name: 'Search' });
  const queueRow = page.getByRole('button', { name: /^Pause scan/ });
  const first = page.locator('li[data-file]').first();
  await first.getByRole('button', { name: /^Document/ }).focus();
  const results = [];
  const measure = async (what, interactions, act) => {
    await act();
    results.push({ what, interactions, ...(await durationsOf(page)) });
  };
  await measure('hold j, 120 rows down', 120, () => press('j', 120));
  await measure('hold k, 60 rows up', 60, () => press('k', 60));
  await measure('x selects and unselects', 20, () => press('x', 20));
  await measure('End and Home, five times', 10, async () => {
    for (let count = 0; count < 5; count += 1) {
      await press('End', 1);
      await press('Home', 1);
    }
  });
  await measure('Ctrl+A and Escape, five times', 10, async () => {
    for (let count = 0; count < 5; count += 1) {
      await press('Control+a', 1);
      await press('Escape', 1);
    }
  });
  await measure('details: open and close, five times', 10, async () => {
    for (let count = 0; count < 5; count += 1) {
      await press('Enter', 1);
      await page.getByRole('dialog').waitFor();
      await press('Escape', 1);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });
  if (transfers > 0)
    await measure('pause ten transfers', 10, async () => {
      for (let count = 0; count < 10; count += 1) await queueRow.first().click();
    });
  await search.focus();
  await measure('type into the search', 20, () => press('q', 20));
  const tasks = await page.evaluate(() => window.tasks);
  page.on('dialog', (dialog) => void dialog.accept());
  if (transfers > 0) {
    await page.getByRole('button', { name: 'Cancel all' }).click();
    await page.getByRole('button', { name: 'Cancel all' }).waitFor({ state: 'detached' });
  }
  await page.close({ runBeforeUnload: false });
  console.log(
    `${rows} rows loaded, ${transfers} transfers running; tasks over 50 ms: ${tasks.length}, the longest ${Math.max(0, ...tasks)} ms`,
  );
  console.table(results);
}

/** What the browser took from each key or click to the frame that shows it; it tells nothing of those under 16 ms. */
async function durationsOf(page) {
  await page.waitForTimeout(500);
  const durations = await page.evaluate(() => {
    const entries = [...window.entries, ...window.observer.takeRecords()];
    window.entries = [];
    const byInteraction = new Map();
    for (const { interactionId, duration } of entries)
      if (interactionId)
        byInteraction.set(interactionId, Math.max(duration, byInteraction.get(interactionId) ?? 0));
    return [...byInteraction.values()];
  });
  durations.sort((a, b) => a - b);
  const at = (share) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0;
  return { over16ms: durations.length, medianMs: at(0.5), p95Ms: at(0.95), slowestMs: at(1) };
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
  await discardUnfinished(user);
  const pages = [];
  if (!process.env.NOPAGES)
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
  for (const transfers of transferCounts) await interaction(user, transfers);
  await discardUnfinished(user);
} finally {
  await browser.close();
}
