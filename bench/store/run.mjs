// The embedded store: how soon it answers, what memory it takes, how fast bytes go through it, and what a listing costs.
//   npm run build -w valetkey && node bench/store/run.mjs [--megabytes 64] [--rounds 5] [--keys 100000]
// Store and bare sink are processes of their own on this machine, and asked in turn, in reversed order every other round, so that
// what disturbs one disturbs the other: the ratio is what the run says. `--no-fsync` is the store without waiting for the disk,
// as the sink does not wait either.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createBucketClient, createSigner, createStoreConfig } from 'valetkey/s3';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '5' },
    keys: { type: 'string', default: '100000' },
  },
});
const size = Number(values.megabytes) * 1_000_000;
const rounds = Number(values.rounds);
const keyCount = Number(values.keys);
const cli = path.resolve(import.meta.dirname, '../../packages/valetkey/bin/valetkey.js');
const folder = mkdtempSync(path.join(tmpdir(), 'valetkey-bench-store-'));
const children = [];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
/** An object key of the library: 26 letters of base32 after one of its prefixes. */
const keyOf = (prefix, number) =>
  `${prefix}/${number
    .toString(26)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .padStart(26, 'a')}`;
const chunk = Buffer.alloc(1 << 20, 7);

/** Starts a program and waits for the first line that `pattern` finds something in. */
function start(args, pattern) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (piece) => {
      output += piece;
      const found = pattern.exec(output);
      if (found !== null) resolve({ child, url: found[1], milliseconds: performance.now() - begin });
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with code ${code}: ${output}`)));
  });
}

const startStore = (name, more = []) =>
  start(
    [
      cli,
      's3',
      '--dir',
      path.join(folder, name),
      '--port',
      '0',
      '--bucket',
      'files',
      '--access-key',
      'bench',
      '--secret-key',
      'bench-secret',
      ...more,
    ],
    /S3_ENDPOINT=(\S+)/,
  );

/** Peak of the resident set in MiB, where the system tells it. */
function peakMiB({ pid }) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return null;
  }
}

function* body() {
  for (let left = size; left > 0; left -= chunk.length)
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
}

/** Seconds of one request, its body sent in pieces of a MiB, the answer read to its end. */
function send({ url, method, headers = {} }) {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, async (answer) => {
      let received = 0;
      for await (const piece of answer) received += piece.length;
      if (answer.statusCode !== 200) reject(new Error(`${method} answered ${answer.statusCode}`));
      else if (method === 'GET' && received !== size) reject(new Error(`GET answered ${received} bytes`));
      else resolve((performance.now() - begin) / 1000);
    });
    outgoing.on('error', reject);
    if (method === 'PUT') Readable.from(body()).pipe(outgoing);
    else outgoing.end();
  });
}

function storeTarget(endpoint) {
  const config = createStoreConfig({
    S3_ENDPOINT: endpoint,
    S3_BUCKET_NAME: 'files',
    S3_ACCESS_KEY_ID: 'bench',
    S3_SECRET_ACCESS_KEY: 'bench-secret',
  });
  const signer = createSigner(config);
  const client = createBucketClient(config);
  return {
    client,
    put(key) {
      const input = {
        key,
        contentType: 'application/octet-stream',
        contentLength: size,
        expiresInSeconds: 600,
      };
      const { signedUrl, method, headers } = signer.presignPutObject(input);
      return send({ url: signedUrl, method, headers: { ...headers, 'content-length': size } });
    },
    settle: (sourceKey, key) =>
      client.copyObject({ sourceKey, key, contentType: 'application/octet-stream' }),
    get: (key) =>
      send({
        url: signer.presignGetObject({
          key,
          responseContentType: 'application/octet-stream',
          responseContentDisposition: 'attachment',
          expiresInSeconds: 600,
        }).signedUrl,
        method: 'GET',
      }),
  };
}

const sinkTarget = (url) => ({
  put: (key) => send({ url: `${url}/${key}`, method: 'PUT', headers: { 'content-length': size } }),
  settle: async () => {},
  get: (key) => send({ url: `${url}/${key}`, method: 'GET' }),
});

async function throughput(targets) {
  const times = Object.fromEntries(Object.keys(targets).map((name) => [name, { put: [], get: [] }]));
  for (let round = 0; round <= rounds; round += 1) {
    const order = Object.entries(targets);
    if (round % 2 === 1) order.reverse();
    for (const [name, target] of order) {
      const [sent, kept] = [keyOf('incoming', round), keyOf('quarantine', round)];
      const put = await target.put(sent);
      // As in the portal, what a client may write to is never what is read.
      await target.settle(sent, kept);
      const get = await target.get(kept);
      // The first round only warms up.
      if (round > 0) {
        times[name].put.push(put);
        times[name].get.push(get);
      }
    }
  }
  return times;
}

async function listing(target, count) {
  const begin = performance.now();
  let seen = 0;
  for await (const _ of target.client.listObjects({ prefix: 'files/' })) seen += 1;
  if (seen !== count) throw new Error(`the listing had ${seen} of ${count} keys`);
  return performance.now() - begin;
}

async function fill(target, from, to) {
  let next = from;
  const lane = async () => {
    while (next < to)
      await target.client.putObject({ key: keyOf('files', next++), body: 'x', contentType: 'text/plain' });
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}

try {
  const starts = [];
  for (let index = 0; index < 5; index += 1) {
    const { child, milliseconds } = await startStore(`start-${index}`);
    starts.push(milliseconds);
    child.removeAllListeners('exit');
    child.kill('SIGINT');
  }
  console.log(`start of the process to its first line    ${median(starts).toFixed(0).padStart(7)} ms`);

  const durable = await startStore('durable');
  const quick = await startStore('quick', ['--no-fsync']);
  const bare = await start(
    [path.join(import.meta.dirname, 'bareSink.mjs'), path.join(folder, 'bare')],
    /(http\S+)/,
  );
  console.log(`memory at rest                            ${String(peakMiB(quick.child)).padStart(7)} MiB`);
  const targets = {
    'bare sink': sinkTarget(bare.url),
    store: storeTarget(durable.url),
    'store --no-fsync': storeTarget(quick.url),
  };
  const times = await throughput(targets);
  const floor = { put: median(times['bare sink'].put), get: median(times['bare sink'].get) };
  for (const [name, { put, get }] of Object.entries(times)) {
    const rate = (numbers, floorOf) =>
      `${(size / 1e6 / median(numbers)).toFixed(0).padStart(6)} MB/s (${(floorOf / median(numbers)).toFixed(2)} of the sink)`;
    console.log(`${name.padEnd(20)} PUT ${rate(put, floor.put)}   GET ${rate(get, floor.get)}`);
  }
  console.log(
    `peak memory after ${rounds + 1} x ${values.megabytes} MB both ways   ${peakMiB(quick.child)} MiB`,
  );

  const target = targets['store --no-fsync'];
  let have = 0;
  for (const count of [3_000, keyCount]) {
    const begin = performance.now();
    await fill(target, have, count);
    const filled = (performance.now() - begin) / 1000;
    const first = await listing(target, count);
    const again = await listing(target, count);
    console.log(
      `listing of ${String(count).padStart(7)} keys by pages of 1,000  ${first.toFixed(0).padStart(6)} ms, again ${again.toFixed(0)} ms   (filled at ${((count - have) / filled).toFixed(0)} a second)`,
    );
    have = count;
  }
  console.log(`peak memory with ${keyCount} keys           ${peakMiB(quick.child)} MiB`);
} finally {
  for (const child of children) {
    child.removeAllListeners('exit');
    child.kill('SIGINT');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
