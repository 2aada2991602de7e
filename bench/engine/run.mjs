// Uploads in a real browser: our engine beside the floor and beside other libraries.
//
//   npm run build -w valetkey && node bench/engine/run.mjs [--rows small,capped,big,resume] [--engines a,b] [--rounds 3]
//                                                          [--big 1024] [--store embedded,ceph] [--peers FOLDER]
//                                                          [--timeout 180] [--json FILE]
//
// Each cell has a browser and a profile of its own. Engines take turns, in reverse order every other round, so that whatever
// else the machine does meets all of them; figures are medians, and the ratio to the raw PUTs of the same run means more than
// any of them. The store is the embedded one: it checks every signature and keeps every byte. Latency is added to each request
// that comes over the line (preflights included), and the cap holds for each connection. Wall time ends with the store's last
// answer. Ours goes on until the app server has looked at every file and recorded it, which the others do not do: a column of
// its own.
//
// --store ceph measures on a real Ceph gateway from Debian's packages instead, behind a line that delays and caps in the same way;
// --store embedded,ceph on one after the other.
//
// --peers installs the other libraries into FOLDER (once) and measures them too. One that does not end in --timeout seconds is said
// not to, and is not tried again in that row.
//
// The details of each row come first, and at the end one table of each store with every engine: what the README quotes.
import { execFileSync, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { startChrome } from './chrome.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: 'small,capped,big,resume' },
    engines: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    big: { type: 'string', default: '1024' },
    store: { type: 'string', default: 'embedded' },
    peers: { type: 'string' },
    json: { type: 'string' },
    timeout: { type: 'string', default: '180' },
  },
});
const MiB = 1024 * 1024;
const SETTLE_MS = 1_500;
const here = import.meta.dirname;
const rounds = Number(values.rounds);
const stores = values.store.split(',');
const bigMiB = Number(values.big);

/** What the browser sends to the store itself; with the others that is all there is. */
const fromBrowser = ['Preflight', 'PutObject', 'PostObject', 'UploadPart'];
const fromBrowserOnly = [
  ...fromBrowser,
  'CreateMultipartUpload',
  'CompleteMultipartUpload',
  'ListParts',
  'HeadObject',
];
const engines = {
  raw: { script: 'raw' },
  'raw (parts)': { script: 'raw-parts', rows: ['capped', 'big'] },
  'Valet Key': { script: 'valetkey' },
  'Valet Key (checksums)': { script: 'valetkey', options: { checksums: true }, rows: ['small', 'big'] },
  'Valet Key (three names)': { script: 'valetkey', options: { mode: 'three' }, rows: ['small', 'capped'] },
  Uppy: { script: 'uppy', isPeer: true },
  'better-upload': { script: 'better-upload', isPeer: true },
  pushduck: { script: 'pushduck', isPeer: true },
  'lib-storage': { script: 'lib-storage', isPeer: true },
  Evaporate: { script: 'evaporate', isPeer: true },
};
const packages = {
  '@uppy/core': '6.3.1',
  '@uppy/aws-s3': '6.3.1',
  '@better-upload/client': '3.0.19',
  '@better-upload/server': '3.0.19',
  pushduck: '0.2.1',
  '@aws-sdk/client-s3': '3.1175.0',
  '@aws-sdk/lib-storage': '3.1175.0',
  evaporate: '2.1.4',
  'spark-md5': '3.0.2',
  'js-sha256': '1.0.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
};
const rows = {
  small: { title: '500 x 20 KiB, 30 ms', count: 500, sizeBytes: 20 * 1024, latencyMs: 30, bytesPerSecond: 0 },
  capped: {
    title: '128 MiB, 30 ms, 5 MB/s for each connection',
    count: 1,
    sizeBytes: 128 * MiB,
    latencyMs: 30,
    bytesPerSecond: 5e6,
  },
  big: { title: `${bigMiB} MiB, no cap`, count: 1, sizeBytes: bigMiB * MiB, latencyMs: 0, bytesPerSecond: 0 },
};

const peers = values.peers ? path.resolve(values.peers) : '';
if (peers && !existsSync(path.join(peers, 'node_modules'))) {
  await mkdir(peers, { recursive: true });
  await writeFile(
    path.join(peers, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages }),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: peers,
    stdio: 'inherit',
  });
}
if (peers) await writeFile(path.join(peers, 'load.mjs'), 'export default (name) => import(name);\n');

const chosen = Object.entries(engines).filter(([name, { isPeer }]) =>
  values.engines ? values.engines.split(',').includes(name) : !isPeer || peers,
);
const work = await mkdtemp(path.join(tmpdir(), 'valetkey-bench-'));
const scripts = path.join(work, 'scripts');
for (const script of new Set(chosen.map(([, engine]) => engine.script))) {
  await build({
    entryPoints: [path.join(here, 'peers', `${script}.js`)],
    outdir: scripts,
    bundle: true,
    minify: true,
    // Ours are modules in several files, as bundlers make them: what is loaded late is loaded late here too.
    ...(script === 'valetkey' ? { format: 'esm', splitting: true } : { format: 'iife' }),
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    ...(peers && {
      nodePaths: [path.join(peers, 'node_modules')],
      // One React for a page and the library in it: with two of them its hooks fail.
      alias: Object.fromEntries(
        ['react', 'react-dom'].map((name) => [name, path.join(peers, 'node_modules', name)]),
      ),
    }),
    external: ['next/*'],
    logLevel: 'error',
  });
}
// As bundlers do that know the words `new Worker(new URL(...))`.
await copyFile(fileURLToPath(import.meta.resolve('valetkey/worker')), path.join(scripts, 'worker.js'));

async function start(file, args, env = {}) {
  const child = fork(path.join(here, file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const hear = () =>
    new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`${file} ended.`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message);
      });
    });
  const { port, credentials, name } = await hear();
  return {
    port,
    credentials,
    name,
    ask(message) {
      const answer = hear();
      child.send(message);
      return answer;
    },
    stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      return gone;
    },
  };
}

async function makeFiles(row) {
  const extension = row.count > 1 ? 'jpg' : 'mp4';
  const files = [];
  for (let index = 0; index < row.count; index++) {
    const file = path.join(work, `file-${row.sizeBytes}-${index}.${extension}`);
    files.push(file);
    if (await stat(file).catch(() => null)) continue;
    const handle = await open(file, 'w');
    const piece = Buffer.alloc(Math.min(row.sizeBytes, MiB), `bytes of ${index} `);
    for (let at = 0; at < row.sizeBytes; at += piece.length)
      await handle.write(piece, 0, Math.min(piece.length, row.sizeBytes - at));
    await handle.close();
  }
  return files;
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

/** Takes its time to start: one for all cells. */
let ceph = null;

async function withServers(act) {
  const folder = await mkdtemp(path.join(work, 'store-'));
  const store = ceph ?? (await start('store.mjs', [folder]));
  const keys = ceph && {
    BENCH_ACCESS_KEY_ID: ceph.credentials.accessKeyId,
    BENCH_SECRET_ACCESS_KEY: ceph.credentials.secretAccessKey,
  };
  const app = await start('app.mjs', [String(store.port), scripts, peers], keys ?? {});
  try {
    return await act(store, app);
  } finally {
    await app.stop();
    if (ceph) await ceph.ask({ isEmptied: true });
    else await store.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function measure(row, files, engine) {
  return withServers(async (store, app) => {
    const line = {
      latencyMs: row.latencyMs,
      bytesPerSecond: row.bytesPerSecond,
      operations:
        engine.script === 'valetkey' || engine.script.startsWith('raw') ? fromBrowser : fromBrowserOnly,
    };
    await store.ask({ line });
    await app.ask({ line });
    const chrome = await startChrome();
    try {
      const page = await chrome.openPage(`http://127.0.0.1:${app.port}/pages/${engine.script}`);
      await page.choose(files);
      // A new window has the browser load pages of its own: not beside what is measured.
      await wait(SETTLE_MS);
      const before = await page.mainThread();
      const options = { isBig: files.length === 1, ...engine.options };
      const late = new AbortController();
      const { stored, all } = await Promise.race([
        page.evaluate(`go(${JSON.stringify(options)})`),
        wait(Number(values.timeout) * 1_000, null, { signal: late.signal }).then(() => {
          throw new Error(`did not end in ${values.timeout} s`);
        }),
      ]).finally(() => late.abort());
      const after = await page.mainThread();
      const { counts } = await store.ask({});
      const { calls } = await app.ask({});
      return {
        milliseconds: stored,
        recordedMilliseconds: all,
        busySeconds: after.busySeconds - before.busySeconds,
        processorSeconds: after.processorSeconds - before.processorSeconds,
        longTasks: JSON.parse(await page.evaluate('JSON.stringify(longTasks)')),
        rendererMiB: chrome.rendererPeakMiB(),
        preflights: counts.Preflight ?? 0,
        requests: sum(counts) - (counts.Preflight ?? 0),
        calls: sum(calls),
      };
    } finally {
      await chrome.close();
    }
  });
}

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

async function runRow(name) {
  const row = rows[name];
  const files = await makeFiles(row);
  const taking = chosen.filter(([, engine]) => !engine.rows || engine.rows.includes(name));
  const results = new Map(taking.map(([engine]) => [engine, []]));
  const failures = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [engineName, engine] of round % 2 ? taking.toReversed() : taking) {
      if (failures.has(engineName)) continue;
      try {
        const result = await measure(row, files, engine);
        results.get(engineName).push(result);
        console.error(`${name} ${round + 1}/${rounds} ${engineName}: ${Math.round(result.milliseconds)} ms`);
      } catch (error) {
        failures.set(engineName, error.message);
        console.error(`${name} ${engineName}: ${error.message}`);
      }
    }
  }
  const floor = median((results.get('raw') ?? []).map(({ milliseconds }) => milliseconds));
  console.log(`\n### ${row.title}, ${rounds} rounds\n`);
  console.log(
    '| engine | wall, median (min..max) | x raw | until recorded | preflights | requests to the store | app-server calls | main thread busy (of it on the processor) | long tasks: n, longest | renderer peak |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  const table = [];
  for (const [engineName, runs] of results) {
    if (runs.length === 0) {
      console.log(`| ${engineName} | ${failures.get(engineName)} | | | | | | | | |`);
      table.push({ row: name, engine: engineName, failure: failures.get(engineName) });
      continue;
    }
    const of = (read) => median(runs.map(read));
    const seconds = (milliseconds) => (milliseconds / 1_000).toFixed(2);
    const walls = runs.map(({ milliseconds }) => milliseconds);
    const wall = median(walls);
    console.log(
      `| ${engineName} | ${seconds(wall)} s (${seconds(Math.min(...walls))}..${seconds(Math.max(...walls))}) | ${times(wall / floor)} | ${engineName.startsWith('Valet') ? `${seconds(of((run) => run.recordedMilliseconds))} s` : ''} | ${of((run) => run.preflights)} | ${of((run) => run.requests)} | ${of((run) => run.calls)} | ${of((run) => run.busySeconds).toFixed(2)} (${of((run) => run.processorSeconds).toFixed(2)}) s | ${of((run) => run.longTasks.length)}, ${of((run) => Math.max(0, ...run.longTasks)).toFixed(0)} ms | ${of((run) => run.rendererMiB).toFixed(0)} MiB |`,
    );
    table.push({ row: name, engine: engineName, wall, ratio: wall / floor, runs });
  }
  return table;
}

/** One table of all rows: what each engine took as times of the raw PUTs beside it. */
function summarise(storeName, cells) {
  const of = ({ runs }, read) => median(runs.map(read));
  const columns = [
    ...Object.entries(rows).map(([row, { title }]) => ({
      row,
      heading: title,
      tell: ({ ratio, wall }) => `${times(ratio)} (${(wall / 1_000).toFixed(1)} s)`,
    })),
    {
      row: 'small',
      heading: 'preflights / app-server calls of the 500',
      tell: (cell) => `${of(cell, (run) => run.preflights)} / ${of(cell, (run) => run.calls)}`,
    },
    {
      row: 'big',
      heading: `page busy, long tasks of the ${bigMiB} MiB`,
      tell: (cell) =>
        `${of(cell, (run) => run.busySeconds).toFixed(2)} s, ${of(cell, (run) => run.longTasks.length)}`,
    },
  ].filter(({ row }) => values.rows.split(',').includes(row));
  console.log(`\n### ${storeName}: times of the raw PUTs of the same run, ${rounds} rounds\n`);
  console.log(`| | ${columns.map(({ heading }) => heading).join(' | ')} |`);
  console.log(`|---|${'---|'.repeat(columns.length)}`);
  for (const [engineName] of chosen) {
    const texts = columns.map(({ row, tell }) => {
      const cell = cells.find((one) => one.row === row && one.engine === engineName);
      return cell ? (cell.failure ?? tell(cell)) : '';
    });
    console.log(`| ${engineName} | ${texts.join(' | ')} |`);
  }
}

/** Where the raw PUTs themselves did not end, there is nothing to compare with. */
function times(ratio) {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : '?';
}

/** Closes the tab, or kills the browser, at half of a file, and continues in a new one. */
async function runResume() {
  console.log(
    '\n### Half of a file sent, then gone, then continued with the file chosen again (20 MB/s for each connection)\n',
  );
  console.log(
    '| file | what goes | connections | sent before | parts begun twice | bytes sent twice, of the file | app-server calls after |',
  );
  console.log('|---|---|---|---|---|---|---|');
  const ways = ['the tab', 'the browser, killed'];
  const cases = [256, bigMiB].flatMap((mib) => ways.map((how) => ({ mib, how, connections: 6 })));
  for (const { mib, how, connections } of [...cases, { mib: bigMiB, how: 'the tab', connections: 1 }]) {
    const sizeBytes = mib * MiB;
    const files = await makeFiles({ count: 1, sizeBytes });
    await withServers(async (store, app) => {
      const line = { latencyMs: 0, bytesPerSecond: 20e6, operations: fromBrowser };
      await store.ask({ line });
      const url = `http://127.0.0.1:${app.port}/pages/valetkey`;
      const profile = await mkdtemp(path.join(work, 'profile-'));
      let chrome = await startChrome({ profile });
      const first = await chrome.openPage(url);
      await first.choose(files);
      await first.evaluate(`void go({ connections: ${connections} })`);
      const read = () => first.evaluate('window.uploader?.getSnapshot().totals.sentBytes ?? 0');
      let sentBytes = 0;
      while (sentBytes < sizeBytes / 2) {
        await wait(20);
        sentBytes = await read();
      }
      if (how === 'the tab') await first.close();
      else await chrome.kill();
      await wait(1_000);
      const { parts: before } = await store.ask({});
      await app.ask({ line: { latencyMs: 0 } });
      if (how !== 'the tab') chrome = await startChrome({ profile });
      const second = await chrome.openPage(url);
      await second.choose(files);
      await second.evaluate(`go({ resume: true, connections: ${connections} })`);
      const { parts: all } = await store.ask({});
      const { calls } = await app.ask({});
      await chrome.close();
      const repeated = all.length - new Set(all).size;
      // What the first page had sent, parts that were on their way included, and what the second sent, beyond one file.
      const sentAfter = (all.length - before.length) / new Set(all).size;
      const share = sentBytes / sizeBytes;
      console.log(
        `| ${mib} MiB | ${how} | ${connections} | ${(share * 100).toFixed(0)} % | ${repeated} of ${new Set(all).size} | ${((share + sentAfter - 1) * 100).toFixed(1)} % | ${sum(calls)} |`,
      );
    });
  }
}

const all = [];
const summaries = [];
try {
  for (const kind of stores) {
    ceph = kind === 'ceph' ? await start('cephStore.mjs', []) : null;
    const storeName = ceph?.name ?? 'Embedded store';
    if (stores.length > 1) console.log(`\n## ${storeName}`);
    const cells = [];
    for (const name of values.rows.split(',')) {
      if (name !== 'resume') cells.push(...(await runRow(name)));
      else if (kind === stores[0]) await runResume();
    }
    await ceph?.stop();
    ceph = null;
    all.push(...cells.map((cell) => ({ store: storeName, ...cell })));
    if (cells.length > 0) summaries.push(() => summarise(storeName, cells));
  }
  for (const print of summaries) print();
  if (values.json) await writeFile(values.json, JSON.stringify(all, null, 2));
} finally {
  await ceph?.stop();
  await rm(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
