// CPU time of signing, per URL. All signers take turns in one process, in reverse order every other round; each URL that is
// checked is computed again by verifySignature.mjs, and a tampered one must fail there.
//
//   npm run build -w valetkey && node bench/signing/run.mjs [--rounds 15] [--slot-ms 120] [--json]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createSigners, credentials } from './signers.mjs';
import { findFault } from './verifySignature.mjs';

process.removeAllListeners('warning').on('warning', () => {}); // The SDK's notice about its next Node version.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    'slot-ms': { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const slotMs = Number(values['slot-ms']);
const batch = 100;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

async function check(name, { sign, headers }) {
  if (headers === null) return;
  for (const index of [0, 1, 4_242, 99_999]) {
    const url = await sign(index);
    const judge = (candidate) =>
      findFault({ method: 'PUT', url: candidate, headers, secretAccessKey: credentials.secretAccessKey });
    const fault = judge(url);
    if (fault !== null) throw new Error(`${name}: a URL ${fault}`);
    if (judge(url.replace('examplebucket', 'otherbucket')) === null)
      throw new Error(`${name}: the judge is blind`);
  }
}

/** CPU microseconds of one signature, over at least `slotMs` of wall time. */
async function measure(sign, from) {
  const start = performance.now();
  const before = process.cpuUsage();
  let count = 0;
  do {
    // A hundred at a time, as a handshake does, so that asynchronous signers are not charged for a turn each.
    const urls = [];
    for (let i = 0; i < batch; i++) urls.push(sign(from + count + i));
    if (typeof urls[0] !== 'string') await Promise.all(urls);
    count += batch;
  } while (performance.now() - start < slotMs);
  const used = process.cpuUsage(before);
  return { each: (used.user + used.system) / count, count };
}

const results = {};
for (const [operation, signers] of Object.entries(createSigners())) {
  const entries = Object.entries(signers);
  const samples = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (const [name, signer] of entries) {
    await check(name, signer);
    await measure(signer.sign, 0);
  }
  let index = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [name, { sign }] of round % 2 === 0 ? entries : entries.toReversed()) {
      const { each, count } = await measure(sign, index);
      samples[name].push(each);
      index += count;
    }
  }
  for (const [name, signer] of entries) await check(name, signer);
  const ours = samples.valetkey;
  results[operation] = entries.map(([name]) => ({
    name,
    microseconds: median(samples[name]),
    least: Math.min(...samples[name]),
    most: Math.max(...samples[name]),
    // Of pairs of one round, so that a busy moment of the machine counts on both sides.
    ratio: median(samples[name].map((each, round) => each / ours[round])),
  }));
}

const goals = { '@aws-sdk/s3-request-presigner': 40, aws4fetch: 10 };
if (values.json) {
  console.log(
    JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, rounds, slotMs, results }, null, 2),
  );
} else {
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model}, ${rounds} rounds of ${slotMs} ms, CPU time; every signer's URLs verified`,
  );
  for (const [operation, rows] of Object.entries(results)) {
    console.log(`\n${operation.padEnd(32)}us median     (least..most)   x valetkey`);
    for (const { name, microseconds, least, most, ratio } of rows) {
      const range = `(${least.toFixed(2)}..${most.toFixed(2)})`;
      const goal = goals[name] === undefined ? '' : `   goal ${goals[name]}`;
      console.log(
        `${name.padEnd(32)}${microseconds.toFixed(2).padStart(9)}${range.padStart(20)}${ratio.toFixed(2).padStart(12)}${goal}`,
      );
    }
    const floor = rows.find(({ name }) => name.startsWith('bare'));
    console.log(`valetkey costs ${(1 / floor.ratio).toFixed(2)} times the bare hash and HMAC (goal 1.5)`);
  }
}
