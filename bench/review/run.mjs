// A day of a review team, on the whole system and with nothing but what a browser has:
//   npm run build && node bench/review/run.mjs [--rows team,keys,weight] [--reviewers 50] [--files 2000]
// team    reviewers who all work at once on one queue: each claims from the top, so that they collide, and decides. Afterwards every
//         decision that was answered as made is looked up in the database, and no version may have two.
// keys    twenty files of several kinds, reviewed by one person with the keyboard: keys pressed, and seconds of a machine that decides
//         as soon as it sees the preview.
// weight  what the board costs a browser that was never there: requests and bytes by kind.
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';
import { createPerson } from '../createPerson.mjs';
import { makeCsv, makeImage, makePdf, makeText } from '../makeInputs.mjs';
import { seedFiles } from '../seedFiles.mjs';
import { openOwnerPool, signIn, startPortal } from '../startPortal.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: 'weight,keys,team' },
    reviewers: { type: 'string', default: '50' },
    files: { type: 'string', default: '2000' },
  },
});
const wanted = values.rows.split(',');
const viewport = { width: 1280, height: 860 };

const at = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

async function createApi(url, email) {
  const cookies = await signIn(url, email);
  const cookie = cookies.map((pair) => pair.join('=')).join('; ');
  return async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: await answer.json().catch(() => null) };
  };
}

async function openContext(browser, url, email) {
  const context = await browser.newContext({ baseURL: url, viewport, reducedMotion: 'reduce' });
  await context.addCookies(
    (await signIn(url, email)).map(([name, value]) => ({
      name,
      value,
      url,
      httpOnly: true,
      sameSite: 'Lax',
    })),
  );
  return context;
}

/** Papers, pictures, tables and texts in turns, each with something of its own to see. */
const mixedKinds = [
  ['paper', 'pdf', 'application/pdf', (seed) => makePdf(2, seed)],
  ['picture', 'png', 'image/png', (seed) => makeImage(seed, { side: 640, format: 'png' })],
  ['table', 'csv', 'text/csv', () => makeCsv(0.01)],
  ['text', 'txt', 'text/plain', (seed) => makeText(1_000, seed)],
];

async function measureWeight(browser, url) {
  console.log('\nthe board, opened by a browser that was never there');
  for (const [what, open] of [
    ['queue', async (page) => page.goto('/review')],
    [
      'desk',
      async (page) => {
        const { files } = await (await page.context().request.get('/api/review/files?limit=1')).json();
        await page.goto(`/review/${files[0].id}`);
      },
    ],
  ]) {
    const context = await openContext(browser, url, 'rita@example.com');
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const kinds = new Map();
    const kindOf = new Map();
    session.on('Network.responseReceived', ({ requestId, type }) => kindOf.set(requestId, type));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kindOf.get(requestId) ?? 'Other';
      const sum = kinds.get(kind) ?? { requests: 0, bytes: 0 };
      kinds.set(kind, { requests: sum.requests + 1, bytes: sum.bytes + encodedDataLength });
    });
    await open(page);
    await page.getByRole('main').waitFor();
    await page.waitForTimeout(2_000);
    const sum = [...kinds.values()].reduce(
      (all, { requests, bytes }) => ({ requests: all.requests + requests, bytes: all.bytes + bytes }),
      { requests: 0, bytes: 0 },
    );
    const each = [...kinds].map(([kind, { requests, bytes }]) => `${kind} ${requests}: ${kib(bytes)}`);
    console.log(
      `${what.padEnd(6)} ${sum.requests} requests, ${kib(sum.bytes)} on the wire (${each.join(', ')})`,
    );
    await context.close();
  }
}

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

async function measureKeys(browser, url) {
  const run = `day${randomBytes(3).toString('hex')}`;
  const files = Array.from({ length: 20 }, (_, index) => {
    const [word, ending, type, make] = mixedKinds[index % mixedKinds.length];
    return { name: `${run} ${word} ${index + 1}.${ending}`, type, make: () => make(index + 1) };
  });
  const alice = await createPerson(url, 'alice@example.com');
  const uploads = await alice.uploadMany(files, ({ make }) => make());
  await alice.untilSettled(uploads.map(({ key }) => key));
  const context = await openContext(browser, url, 'rita@example.com');
  const page = await context.newPage();
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const type = async (text) => {
    for (const letter of text) await press(letter);
  };
  await page.goto(`/review?q=${run}`);
  await page.getByText(`That is all: ${files.length} files.`).waitFor();
  await page.getByRole('link', { name: run }).first().focus();
  const started = performance.now();
  await press('Enter');
  const perFile = [];
  for (let index = 0; index < files.length; index += 1) {
    const begun = performance.now();
    // The page of the file before is left when this one has its name, and a form to decide with.
    await page.getByRole('heading', { level: 1, name: run }).waitFor();
    await page.getByRole('radio', { name: /^Approve/ }).waitFor();
    // One in five is not approved, each with its reason.
    if (index % 10 === 4 || index % 10 === 9) {
      await press(index % 10 === 4 ? 'm' : 'r');
      await page.locator('select:focus').waitFor();
      await type(index % 10 === 4 ? 'so' : 'we');
      await press('Tab');
      await press('Control+Enter');
    } else {
      await press('a');
      await page.locator('button[type=submit]:focus').waitFor();
      await press('Enter');
    }
    const address = page.url();
    await page.waitForURL((now) => now.href !== address);
    perFile.push(performance.now() - begun);
  }
  const seconds = (performance.now() - started) / 1000;
  const api = await createApi(url, 'rita@example.com');
  const { json } = await api('GET', `/api/review/files?q=${run}&limit=100`);
  const decided = json.files.filter(({ review }) => !['unreviewed', 'in_review'].includes(review));
  if (decided.length !== files.length) throw new Error(`${decided.length} of ${files.length} were decided`);
  console.log(
    `\n${files.length} files of ${mixedKinds.length} types by keyboard: ${keys} keys ` +
      `(${(keys / files.length).toFixed(1)} a file), ${seconds.toFixed(1)} s, median ${at(perFile, 0.5).toFixed(0)} ms ` +
      `from one file to the next, slowest ${at(perFile, 1).toFixed(0)} ms`,
  );
  await context.close();
}

async function addReviewers(pool, count) {
  await pool.query(
    `insert into auth."user" (id, name, email, "emailVerified", "updatedAt", role)
     select 'team-' || n, 'Team member ' || n, 'team' || n || '@example.com', true, now(), 'reviewer'
     from generate_series(1, $1::integer) n on conflict do nothing`,
    [count],
  );
  // They share a password that is known here.
  await pool.query(
    `insert into auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
     select 'team-account-' || n, 'team-' || n, a."providerId", 'team-' || n, a.password, now()
     from generate_series(1, $1::integer) n,
       (select a.* from auth.account a join auth."user" u on u.id = a."userId" where u.email = 'rita@example.com') a
     on conflict do nothing`,
    [count],
  );
}

async function measureTeam(url, pool) {
  const [reviewers, files] = [Number(values.reviewers), Number(values.files)];
  await addReviewers(pool, reviewers);
  const { rows } = await pool.query(`select id from auth."user" where email = 'bob@example.com'`);
  await seedFiles({ pool, files, people: 20, heavyId: rows[0].id, heavyFiles: files >> 1 });
  const team = [];
  for (let n = 1; n <= reviewers; n += 1) team.push(await createApi(url, `team${n}@example.com`));

  const times = { list: [], claim: [], decide: [] };
  const answers = new Map();
  const promised = [];
  const timed = async (kind, work) => {
    const start = performance.now();
    const answer = await work();
    times[kind].push(performance.now() - start);
    const name = `${kind} ${answer.status}${answer.json?.code ? ` ${answer.json.code}` : ''}`;
    answers.set(name, (answers.get(name) ?? 0) + 1);
    return answer;
  };
  const started = performance.now();
  await Promise.all(
    team.map(async (api, member) => {
      for (;;) {
        const list = await timed('list', () =>
          api('GET', '/api/review/files?review=unreviewed&state=available&assignee=none&limit=50'),
        );
        const open = list.json?.files ?? [];
        if (list.status === 200 && open.length === 0) return;
        // Any three of the page's oldest: many of them meet somebody.
        for (const file of pickSome(open, 3)) {
          const claim = await timed('claim', () => api('POST', `/api/review/files/${file.id}/claim`));
          if (claim.status !== 200) continue;
          const decision = (member + promised.length) % 4 === 0 ? 'reject' : 'approve';
          const body = {
            version: file.version,
            decision,
            ...(decision === 'reject' && { reasonCode: 'OTHER' }),
          };
          // Twice at once, as a browser that lost the answer would: one of the two is the decision.
          const both = await Promise.all(
            [1, 2].map(() =>
              timed('decide', () => api('POST', `/api/review/files/${file.id}/decision`, body)),
            ),
          );
          for (const { status } of both)
            if (status === 200)
              promised.push({
                fileId: file.id,
                version: file.version,
                decision,
                member: `team-${member + 1}`,
              });
        }
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;

  const { rows: written } = await pool.query(
    "select file_id, version, by_id, decision from valetkey.review_decision where by_id like 'team-%'",
  );
  const keyOf = (decision) => `${decision.fileId ?? decision.file_id}/${decision.version}`;
  const byVersion = Map.groupBy?.(written, keyOf) ?? groupBy(written, keyOf);
  const doubled = [...byVersion.values()].filter((same) => same.length > 1).length;
  const lost = promised.filter((one) => {
    const found = byVersion.get(keyOf(one))?.[0];
    return found === undefined || found.by_id !== one.member || found.decision !== one.decision;
  }).length;
  const unasked = written.length - new Set(promised.map(keyOf)).size;
  const { rows: events } = await pool.query(
    `select count(*)::integer as n from valetkey.audit_event
     where actor_id like 'team-%' and action in ('review.approved', 'review.rejected')`,
  );
  const { rows: still } = await pool.query(
    `select count(*)::integer as n from valetkey.file
     where id like 'seed%' and state = 'available' and review in ('unreviewed', 'in_review')
       and id not in (select file_id from valetkey.review_claim where until > now() and by_id not like 'team-%')`,
  );
  console.log(
    `\n${reviewers} reviewers at once, until nothing was left: ${written.length} decisions in ${seconds.toFixed(1)} s ` +
      `(${(written.length / seconds).toFixed(0)} a second), ${lost} lost, ${doubled} doubled, ${unasked} that nobody was told of, ` +
      `${events[0].n} events for them, ${still[0].n} files that others had begun`,
  );
  for (const [kind, all] of Object.entries(times))
    console.log(
      `${kind.padEnd(7)} ${all.length} calls, p50 ${at(all, 0.5).toFixed(0)} ms, p95 ${at(all, 0.95).toFixed(0)} ms, slowest ${at(all, 1).toFixed(0)} ms`,
    );
  console.log(
    [...answers]
      .sort()
      .map(([name, count]) => `${name}: ${count}`)
      .join(', '),
  );
  if (lost + doubled + unasked > 0 || events[0].n !== written.length) process.exitCode = 1;
}

function pickSome(items, count) {
  const start = Math.floor(Math.random() * items.length);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, step) => items[(start + step) % items.length],
  );
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const { path: executablePath } = await findBrowser({ root: resolve(import.meta.dirname, '../..') });
const system = await startPortal({ RATE_LIMIT_SIGN_IN_ADDRESS: '100000' });
const pool = openOwnerPool(system.dataDirectory);
const browser = await chromium.launch({ executablePath: executablePath ?? undefined, args: chromiumFlags });
try {
  if (wanted.includes('keys')) await measureKeys(browser, system.url);
  if (wanted.includes('weight')) await measureWeight(browser, system.url);
  if (wanted.includes('team')) await measureTeam(system.url, pool);
} finally {
  await browser.close();
  await pool.end();
  await system.stop();
}
