// Lighthouse's scores of the portal's pages, signed in as who sees them:
//   VALETKEY_BENCH_URL=http://localhost:3000 VALETKEY_DEMO_PASSWORD=... node bench/lighthouse/run.mjs [--runs 3] [--version 12.8.2]
// Lighthouse comes by npx and is no dependency of ours. Each page is loaded with nothing cached, in its two usual forms: a phone (four times
// slower processor, slow network) and a desktop. Printed are the medians of the scores and of the times.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { chromiumFlags } from '../../scripts/lib/chromiumFlags.mjs';
import { findBrowser } from '../../scripts/lib/findBrowser.mjs';

const run = promisify(execFile);
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, version: { type: 'string', default: '12.8.2' } },
});
const url = process.env.VALETKEY_BENCH_URL ?? 'http://localhost:3000';
const password = process.env.VALETKEY_DEMO_PASSWORD ?? '';
const pages = [
  ['/sign-in', null],
  ['/', 'alice@example.com'],
  ['/account', 'alice@example.com'],
  ['/review', 'rita@example.com'],
  ['/admin', 'ada@example.com'],
  ['/admin/people', 'ada@example.com'],
  ['/admin/audit', 'ada@example.com'],
];
const forms = { phone: [], desktop: ['--preset=desktop'] };
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function cookieOf(email) {
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!reply.ok) throw new Error(`${email} cannot sign in: ${reply.status}; set VALETKEY_DEMO_PASSWORD.`);
  return reply.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

const browser = await findBrowser({ root: resolve(import.meta.dirname, '..', '..') });
if (browser.path === null) throw new Error('There is no Chromium here; set CHROME_PATH.');
const folder = mkdtempSync(join(tmpdir(), 'valetkey-bench-lighthouse-'));
const report = join(folder, 'report.json');
const headers = join(folder, 'headers.json');

async function measure(path, form) {
  await run(
    'npx',
    [
      '--yes',
      `lighthouse@${values.version}`,
      `${url}${path}`,
      '--quiet',
      '--only-categories=performance,accessibility,best-practices',
      `--chrome-flags=${chromiumFlags.join(' ')}`,
      `--extra-headers=${headers}`,
      '--output=json',
      `--output-path=${report}`,
      ...forms[form],
    ],
    { cwd: folder, env: { ...process.env, CHROME_PATH: browser.path }, maxBuffer: 1 << 26 },
  );
  return JSON.parse(readFileSync(report, 'utf8'));
}

try {
  console.log(
    `Chromium ${browser.version}, Lighthouse ${values.version}, median of ${values.runs} runs, ${url}`,
  );
  console.log(
    'page             form     performance  accessibility  best practices   first paint  largest paint  blocked  shift',
  );
  for (const [path, email] of pages) {
    writeFileSync(headers, JSON.stringify(email === null ? {} : { Cookie: await cookieOf(email) }));
    for (const form of Object.keys(forms)) {
      const reports = [];
      for (let round = 0; round < Number(values.runs); round += 1) reports.push(await measure(path, form));
      const wrong = reports.find(({ finalDisplayedUrl }) => new URL(finalDisplayedUrl).pathname !== path);
      if (wrong !== undefined) throw new Error(`${path} led to ${wrong.finalDisplayedUrl}.`);
      const score = (name) =>
        median(reports.map(({ categories }) => Math.round(categories[name].score * 100)));
      const figure = (name) => median(reports.map(({ audits }) => audits[name].numericValue));
      console.log(
        path.padEnd(16),
        form.padEnd(8),
        ...['performance', 'accessibility', 'best-practices'].map((name, index) =>
          String(score(name)).padStart([11, 14, 15][index]),
        ),
        `${(figure('first-contentful-paint') / 1000).toFixed(2)} s`.padStart(13),
        `${(figure('largest-contentful-paint') / 1000).toFixed(2)} s`.padStart(14),
        `${Math.round(figure('total-blocking-time'))} ms`.padStart(8),
        figure('cumulative-layout-shift').toFixed(3).padStart(6),
      );
      for (const name of ['accessibility', 'best-practices']) {
        for (const { id } of reports[0].categories[name].auditRefs) {
          const { score: outcome, title } = reports[0].audits[id];
          if (outcome !== null && outcome < 1) console.log(`    ${name}: ${title}`);
        }
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
