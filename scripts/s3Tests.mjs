#!/usr/bin/env node
// The applicable cases of ceph's public s3-tests against the embedded store (docs/s3-tests.md).
//
//   npm run s3-tests                   fetches the pinned commit from GitHub
//   npm run s3-tests -- ADDRESS        fetches it from another git address
//   npm run s3-tests -- FOLDER         runs a checkout that is there already
//     [--only WORDS]                   the cases that pytest's -k finds, in scope or not
//
// Needs Debian's packages; ends its store, and deletes its data and what it fetched. 1 when the misses are not those of
// scripts/s3tests/cases.json.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createS3Server } from 'valetkey/testing';
import { writeConfig } from './s3tests/writeConfig.mjs';
import { installCommand, missingPackages } from './stores/throwAwayStore.mjs';

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 's3tests/cases.json'), 'utf8'));
const packages = [
  'git',
  'python3-boto3',
  'python3-httplib2',
  'python3-isodate',
  'python3-munch',
  'python3-pytest',
  'python3-requests',
  'python3-tz',
];
// Debian's, whichever else is on the path: the packages are installed for this one.
const python = '/usr/bin/python3';

/** @param {string} place @param {string} dir */
function checkOut(place, dir) {
  const folder = resolve(place);
  if (existsSync(join(folder, 's3tests/functional'))) return folder;
  const source = join(dir, 'source');
  const git = (...args) =>
    execFileSync('git', ['-c', 'advice.detachedHead=false', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  git('init', '-q', source);
  git('-C', source, 'fetch', '-q', '--depth', '1', existsSync(folder) ? folder : place, cases.commit);
  git('-C', source, 'checkout', '-q', 'FETCH_HEAD');
  return source;
}

/** The lines that pytest prints. Nothing of the caller's environment names an account or a proxy to it. */
async function pytest(source, config, args, signal, onLine = (_line) => {}) {
  const child = spawn(python, ['-m', 'pytest', '-p', 'no:cacheprovider', '-q', '--tb=no', ...args], {
    cwd: source,
    signal,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LANG: 'C.UTF-8',
      S3TEST_CONF: config,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      // Another signer that is used where its package happens to be installed, and takes no odd header.
      BOTO_DISABLE_CRT: 'true',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
    },
  });
  const ended = new Promise((done, failed) => child.once('error', failed).once('close', done));
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    onLine(line);
  }
  const code = await ended;
  // 1 is a failed case, 5 is no case at all.
  if (code > 1) throw new Error(`pytest ended with ${code}:\n${lines.slice(-20).join('\n')}`);
  return lines;
}

/** @param {string} place @param {string | undefined} only */
async function runCases(place, only) {
  const missing = missingPackages(packages);
  if (missing.length > 0) throw new Error(`Debian packages are missing. Type:\n  ${installCommand(missing)}`);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  const dir = mkdtempSync(join(tmpdir(), 'valetkey-s3-tests-'));
  const keys = ['main', 'alt', 'tenant'].map((name) => ({
    name,
    accessKeyId: `${name}-${randomBytes(6).toString('hex')}`,
    secretAccessKey: randomBytes(24).toString('hex'),
  }));
  const [main, ...others] = keys;
  const store = createS3Server({
    ...main,
    dir: join(dir, 'store'),
    credentials: others,
    fsync: false,
    onError: (error) => console.error(error),
  });
  try {
    const source = checkOut(place, dir);
    const { port } = await store.listen();
    const config = join(dir, 's3tests.conf');
    writeFileSync(config, writeConfig(keys, port), { mode: 0o600 });
    const markers = cases.outOfScope.flatMap((each) => each.markers ?? []);
    const names = cases.outOfScope
      .flatMap((each) => each.names ?? [])
      .map((name) => new RegExp(`::${name}(\\[.*\\])?$`));
    const selection = only === undefined ? ['-m', `not (${markers.join(' or ')})`] : ['-k', only];
    const collected = await pytest(
      source,
      config,
      ['--collect-only', ...selection, ...cases.files],
      stopping.signal,
    );
    const chosen = collected.filter(
      (id) => id.includes('::') && (only !== undefined || !names.some((name) => name.test(id))),
    );
    if (chosen.length === 0) throw new Error('No case was chosen.');
    const all = /(\d+) tests collected/.exec(collected.join('\n'))?.[1] ?? '?';
    const lines = await pytest(source, config, ['-rpfEs', ...chosen], stopping.signal, (line) => {
      if (/%\]$/.test(line)) console.error(line);
    });
    const named = (...words) =>
      new Set(
        lines.flatMap((line) => {
          const [, word, name] = /^(\w+) \S+::(\S+)/.exec(line) ?? [];
          return words.includes(word) ? [name] : [];
        }),
      );
    const failed = named('FAILED', 'ERROR');
    const passed = [...named('PASSED')].filter((name) => !failed.has(name));
    return { all, chosen: chosen.length, passed: passed.length, failed: [...failed].sort() };
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
try {
  const { all, chosen, passed, failed } = await runCases(positionals[0] ?? cases.repository, values.only);
  console.log(`${passed} passed, ${failed.length} failed of ${chosen} applicable (of ${all} in all)`);
  for (const name of failed)
    console.log(`  ${name}${cases.misses.includes(name) ? '' : ' (not a known miss)'}`);
  const mended = values.only === undefined ? cases.misses.filter((name) => !failed.includes(name)) : [];
  for (const name of mended)
    console.log(`  ${name} passes now: take it out of cases.json and docs/s3-tests.md`);
  if (mended.length > 0 || failed.some((name) => !cases.misses.includes(name))) process.exitCode = 1;
} catch (error) {
  console.error(`s3-tests: ${error.message}`);
  process.exitCode = 1;
}
