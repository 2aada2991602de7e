// What happens after an upload, and how quickly, on the whole system with its own store and database on this machine:
//   npm run build && npm run bench derive
//   node bench/derive/run.mjs [--rows thumb,rates,queue,soak,reads] [--alone 20] [--waiting 200] [--images 100] [--pages 200] [--csv-mib 50]
//     [--jobs 10000] [--finished 1000000] [--files 2000]
// thumb   from the last byte until the small picture can be looked at, by a client that asks every 50 ms: alone, and with so many waiting
// rates   images and PDF pages in a second, and CSV megabytes in a second, of one processor: what the worker and all its children used
// queue   jobs in a second on the queue alone, with jobs that do nothing: an empty one in turns with one that has finished so many
// soak    memory of the worker while so many files go through it
// reads   bytes that are read from the store for one file, by kind, seen by a relay in front of it
// What a tool is missing for is left out and named.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createPerson } from '../createPerson.mjs';
import { makeCsv, makeImage, makePdf, makeText } from '../makeInputs.mjs';
import { startPortal } from '../startPortal.mjs';
import { measureQueue } from './measureQueue.mjs';
import { startRelayedStore } from './startRelayedStore.mjs';
import { findWorker, readProcessorSeconds, readResidentMiB } from './workerProcess.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: 'thumb,rates,queue,soak,reads' },
    alone: { type: 'string', default: '20' },
    waiting: { type: 'string', default: '200' },
    images: { type: 'string', default: '100' },
    pages: { type: 'string', default: '200' },
    'csv-mib': { type: 'string', default: '50' },
    jobs: { type: 'string', default: '10000' },
    finished: { type: 'string', default: '1000000' },
    files: { type: 'string', default: '2000' },
  },
});
const wanted = new Set(values.rows.split(','));
const number = (name) => Number(values[name]);
const hasPoppler = spawnSync('sh', ['-c', 'command -v pdftoppm']).status === 0;
const table = [];
const tell = (row, what, figure) => {
  table.push({ row, what, figure });
  console.error(`${row}: ${what}: ${figure}`);
};

const at = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const milliseconds = (time) => `${Math.round(time)} ms`;
const spread = (times) => `p50 ${milliseconds(at(times, 0.5))}, p95 ${milliseconds(at(times, 0.95))}`;

/** Several of them, so that no two that are worked on at a time are the same. */
async function makeImages() {
  const pictures = [];
  for (let seed = 0; seed < 10; seed += 1) pictures.push(await makeImage(seed));
  return pictures;
}

async function measureThumb(person) {
  const alone = [];
  for (let round = 0; round < number('alone'); round += 1) {
    const { key, endedAt } = await person.upload(`alone ${round}.jpg`, 'image/jpeg', await makeImage(round));
    alone.push((await person.untilThumbnails([key])).get(key) - endedAt);
  }
  tell(
    'thumb',
    `from the last byte to the thumbnail, one file at a time, ${alone.length} of them`,
    spread(alone),
  );
  const count = number('waiting');
  // Made before: who draws pictures meanwhile takes the processors that are measured.
  const pictures = await makeImages();
  const uploads = await person.uploadMany(
    Array.from({ length: count }, (_, index) => ({ name: `many ${index}.jpg`, type: 'image/jpeg', index })),
    ({ index }) => pictures[index % pictures.length],
  );
  const seenAt = await person.untilThumbnails(uploads.map(({ key }) => key));
  const waited = uploads.map(({ key, endedAt }) => seenAt.get(key) - endedAt);
  tell('thumb', `from the last byte to the thumbnail, ${count} waiting`, spread(waited));
}

async function measureRates(person, worker) {
  const used = async (work) => {
    const before = readProcessorSeconds(worker);
    await work();
    return readProcessorSeconds(worker) - before;
  };
  const images = number('images');
  const pictures = await makeImages();
  const imageSeconds = await used(async () => {
    const files = Array.from({ length: images }, (_, index) => ({
      name: `rate ${index}.jpg`,
      type: 'image/jpeg',
      index,
    }));
    const uploads = await person.uploadMany(files, ({ index }) => pictures[index % pictures.length]);
    await person.untilSettled(uploads.map(({ key }) => key));
  });
  tell(
    'rates',
    `images of 12 megapixels, ${images} of them`,
    `${(images / imageSeconds).toFixed(2)} /s of a processor`,
  );
  if (hasPoppler) {
    // Of a document the first twenty pages are drawn.
    const documents = Math.ceil(number('pages') / 20);
    const pageSeconds = await used(async () => {
      const files = Array.from({ length: documents }, (_, seed) => ({
        name: `rate ${seed}.pdf`,
        type: 'application/pdf',
        seed,
      }));
      const uploads = await person.uploadMany(files, ({ seed }) => makePdf(20, seed));
      await person.untilSettled(uploads.map(({ key }) => key));
    });
    tell(
      'rates',
      `PDF pages, ${documents * 20} of them`,
      `${((documents * 20) / pageSeconds).toFixed(2)} /s of a processor`,
    );
  } else tell('rates', 'PDF pages', 'pdftoppm is not installed');
  const csv = makeCsv(number('csv-mib'));
  const csvSeconds = await used(async () => {
    const { key } = await person.upload('rate.csv', 'text/csv', csv);
    await person.untilSettled([key]);
  });
  const mebibytes = csv.length / 2 ** 20;
  tell(
    'rates',
    `CSV, ${mebibytes.toFixed(0)} MiB`,
    `${(mebibytes / csvSeconds).toFixed(2)} MiB/s of a processor`,
  );
}

async function measureSoak(person, worker) {
  const files = number('files');
  const samples = [readResidentMiB(worker)];
  const timer = setInterval(() => samples.push(readResidentMiB(worker)), 1_000);
  const startedAt = performance.now();
  const kinds = [
    ['png', 'image/png', (seed) => makeImage(seed, { side: 400, format: 'png' })],
    ['csv', 'text/csv', () => makeCsv(0.05)],
    ['txt', 'text/plain', (seed) => makeText(20_000, seed)],
  ];
  for (let from = 0; from < files; from += 100) {
    const batch = Array.from({ length: Math.min(100, files - from) }, (_, index) => {
      const [ending, type, make] = kinds[(from + index) % kinds.length];
      return { name: `soak ${from + index}.${ending}`, type, make: () => make(from + index) };
    });
    const uploads = await person.uploadMany(batch, ({ make }) => make());
    await person.untilSettled(uploads.map(({ key }) => key));
  }
  clearInterval(timer);
  samples.push(readResidentMiB(worker));
  const minutes = (performance.now() - startedAt) / 60_000;
  const middle = samples[Math.floor(samples.length / 2)];
  tell(
    'soak',
    `memory of the worker, ${files} files in ${minutes.toFixed(1)} min`,
    `${samples[0]} MiB at first, ${middle} in the middle, ${samples.at(-1)} at the end, ${Math.max(...samples)} at most`,
  );
}

async function measureReads(person, relay) {
  const kinds = [
    ['text of 10 MiB', 'text/plain', 'txt', makeText(10 * 2 ** 20, 1)],
    ['JPEG of 12 megapixels', 'image/jpeg', 'jpg', await makeImage(1)],
    ['CSV of 10 MiB', 'text/csv', 'csv', makeCsv(10)],
    ...(hasPoppler ? [['PDF of 20 pages', 'application/pdf', 'pdf', makePdf(20, 1)]] : []),
  ];
  for (const [what, type, ending, bytes] of kinds) {
    const before = relay.readBytes();
    const { key } = await person.upload(`read.${ending}`, type, bytes);
    await person.untilSettled([key]);
    const kibibytes = (relay.readBytes() - before) / 1024;
    tell('reads', what, `${kibibytes.toFixed(1)} KiB of a file of ${(bytes.length / 1024).toFixed(1)} KiB`);
  }
}

async function withPortal(env, work) {
  const portal = await startPortal({
    RATE_LIMIT_HANDSHAKE_ACCOUNT: '1000000',
    RATE_LIMIT_HANDSHAKE_ADDRESS: '1000000',
    RATE_LIMIT_DOWNLOAD_ACCOUNT: '1000000',
    RATE_LIMIT_DOWNLOAD_ADDRESS: '1000000',
    ...env,
  });
  try {
    await work(await createPerson(portal.url, 'alice@example.com'), portal);
  } finally {
    await portal.stop();
  }
}

if (['thumb', 'rates', 'soak'].some((row) => wanted.has(row)))
  await withPortal({}, async (person, { dataDirectory }) => {
    const worker = findWorker(dataDirectory);
    if (wanted.has('thumb')) await measureThumb(person);
    if (wanted.has('rates')) await measureRates(person, worker);
    if (wanted.has('soak')) await measureSoak(person, worker);
  });
if (wanted.has('reads')) {
  const relay = await startRelayedStore();
  try {
    await withPortal(relay.env, (person) => measureReads(person, relay));
  } finally {
    await relay.stop();
  }
}
if (wanted.has('queue'))
  await measureQueue({
    jobs: number('jobs'),
    finished: number('finished'),
    tell: (what, figure) => tell('queue', what, figure),
  });

console.log('| row | what | figure |\n|---|---|---|');
for (const { row, what, figure } of table) console.log(`| ${row} | ${what} | ${figure} |`);
