// Runs the benchmarks one after another and shows what each prints, under one heading each.
//
//   npm run build -w valetkey && npm run bench [-- NAME ...]
//
// Figures come from this machine while nothing else runs on it; ratios between rows of one run mean more than any number.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { cephPackages } from '../scripts/stores/startCeph.mjs';
import { missingPackages } from '../scripts/stores/throwAwayStore.mjs';

const here = import.meta.dirname;
const known = {
  signing: 'CPU per presigned URL against the AWS SDK, aws4fetch, minio and a bare HMAC',
  coldstart: 'import and first signature of the server entry: time, memory, size',
  handshake: 'CPU of one handshake of 100 files',
  records: 'the record store on PostgreSQL',
  audit: 'questions to an audit trail of ten million events',
  queue: 'every filter and order of the review queue with 10,000 and with 1,000,000 files',
  review: 'the board at work: fifty people at once, twenty files by keyboard, the weight of its pages',
  derive: 'after an upload: thumbnails, processors, the queue, memory, and what is read from the store',
  large: 'My files and the queue with 100,000 files of 1,000 people: over HTTP, to the paint, under keys',
  engine:
    'uploads in a real browser beside raw requests and other libraries, which are fetched once into a folder of their own',
  store: 'the embedded store: start, memory, throughput against a bare sink, listings',
  sweep: 'valetkey sweep over 100,000 objects',
};
/** Other libraries are measured in the same run, and Ceph where it is installed; they are no dependencies of ours. */
const more = {
  engine: [
    ...['--peers', path.join(here, '../node_modules/.cache/valetkey-bench-peers')],
    ...['--timeout', '60'],
    ...['--timeout', '60'],
    ...['--store', missingPackages(cephPackages).length === 0 ? 'embedded,ceph' : 'embedded'],
  ],
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in known));
if (unknown.length > 0) {
  console.error(`No benchmark is named ${unknown.join(', ')}. There are: ${Object.keys(known).join(', ')}.`);
  process.exit(2);
}

console.log(
  `node ${process.version} on ${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
let failed = 0;
for (const [name, meaning] of Object.entries(known)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const file = path.join(here, name, 'run.mjs');
  if (!existsSync(file)) continue;
  console.log(`\n## ${name}: ${meaning}\n`);
  const { status } = spawnSync(process.execPath, [file, ...(more[name] ?? [])], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
