// What the review queue asks of PostgreSQL when there are many files, on the embedded server as the application's login:
//   npm run build -w valetkey && node bench/queue/run.mjs [--files 10000,1000000] [--people 5000] [--seed 1]
// Times are of whole calls, driver and this process included. Every filter of the page alone under every order, every two of them
// together, and a thousand combinations at random, each with the pages that follow; then pages far down, searches, the counts, one file,
// and a decision on 500 files. One table for each number of files, so that what grows with them shows.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createReviewBoard, createRoles, migrationsDirectory, runMigrations } from 'valetkey/postgres';
import { startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';
import { seedFiles } from '../seedFiles.mjs';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '10000,1000000' },
    people: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
});
const people = Number(values.people);
const deepPages = 1_000;
const loginOf = (text) => ({ user: new URL(text).username, password: new URL(text).password });

/** The filters of the page, each with what it may be set to. */
function filtersOf(files) {
  const day = (share) => new Date(Date.now() - share * files * 60_000).toISOString();
  return {
    review: ['unreviewed,in_review', 'awaiting_second', 'changes_requested', 'approved', 'rejected'],
    state: ['available', 'uploaded,verifying', 'quarantined', 'rejected'],
    category: ['document', 'spreadsheet', 'image', 'video', 'archive', 'other'],
    profile: ['contracts', 'media', 'nobody'],
    flag: ['wrong_total', 'encrypted', 'not_scanned'],
    assignee: ['none', 'seed-reviewer-3'],
    owner: ['heavy', 'seed-person-7'],
    minSize: ['1000000', '89000000'],
    from: [day(0.5), day(0.01)],
    to: [day(0.5), day(0.99)],
    q: ['report', '777', 'contract seven'],
  };
}
const sorts = ['createdAt', '-createdAt', 'name', '-name', 'size', '-size'];

/** Mulberry32: the same combinations for the same seed. */
function createRandom(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function combinations(files) {
  const filters = Object.entries(filtersOf(files));
  const single = [{}, ...filters.flatMap(([name, options]) => options.map((value) => ({ [name]: value })))];
  const alone = single.flatMap((query) => sorts.map((sort) => ({ ...query, sort })));
  const together = single
    .slice(1)
    .flatMap((one, index) => single.slice(index + 2).map((other) => ({ ...one, ...other })))
    .filter((query) => Object.keys(query).length === 2)
    .map((query, index) => ({ ...query, sort: sorts[index % sorts.length] }));
  const random = createRandom(Number(values.seed));
  const mixed = Array.from({ length: 1_000 }, () => ({
    ...Object.fromEntries(
      filters.filter(() => random(3) === 0).map(([name, options]) => [name, options[random(options.length)]]),
    ),
    sort: sorts[random(sorts.length)],
  }));
  return { 'one filter': alone, 'two filters': together, 'any filters': mixed };
}

function createReport() {
  const rows = [];
  return {
    rows,
    add(what, times) {
      const sorted = [...times].sort((a, b) => a.ms - b.ms);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
      rows.push({
        what,
        calls: sorted.length,
        p50: at(0.5).ms,
        p95: at(0.95).ms,
        slowest: at(1).ms,
        slowestIs: at(1).note,
      });
    },
  };
}

async function timed(times, note, work) {
  const start = performance.now();
  const answer = await work();
  times.push({ ms: performance.now() - start, note });
  return answer;
}

async function measure(files) {
  const server = await startTestPostgres();
  const owner = new pg.Pool({ connectionString: server.urls.owner, max: 2 });
  const pool = new pg.Pool({ connectionString: server.urls.app, max: 4 });
  for (const each of [owner, pool]) {
    each.on('error', () => {});
    each.on('connect', (client) => client.on('error', () => {}));
  }
  const report = createReport();
  try {
    await createRoles({ pool: owner, app: loginOf(server.urls.app), worker: loginOf(server.urls.worker) });
    await runMigrations({ pool: owner, sources: [{ name: 'valetkey', directory: migrationsDirectory }] });
    const start = performance.now();
    await seedFiles({ pool: owner, files, people, heavyId: 'heavy', heavyFiles: Math.floor(files / 10) });
    console.error(`seeded ${files} files in ${Math.round((performance.now() - start) / 1000)} s`);
    const board = createReviewBoard({ pool, cursorSecret: 'bench' });

    for (const [name, queries] of Object.entries(combinations(files))) {
      const [first, next] = [[], []];
      for (const query of queries) {
        const note = JSON.stringify(query);
        let page = await timed(first, note, () => board.list(query));
        for (let more = 0; more < 2 && page.nextCursor !== null; more += 1) {
          const cursor = page.nextCursor;
          page = await timed(next, note, () => board.list({ ...query, cursor }));
        }
      }
      report.add(`${name}: first page`, first);
      report.add(`${name}: pages 2 and 3`, next);
    }

    const deep = [];
    let furthest = 0;
    for (const sort of sorts) {
      let cursor = null;
      for (let page = 1; page <= deepPages; page += 1) {
        const times = page > deepPages - 10 ? deep : [];
        const answer = await timed(times, sort, () => board.list({ sort, cursor, limit: 100 }));
        cursor = answer.nextCursor;
        furthest = Math.max(furthest, page);
        if (cursor === null) {
          deep.push(...times);
          break;
        }
      }
    }
    report.add(`pages of 100 around the ${furthest}th`, deep.length > 0 ? deep : [{ ms: 0, note: 'none' }]);

    const searches = [];
    for (const q of ['report', 'contract 77', 'plan 9 zip', '123', 'nothing at all', 'e', '.pdf'])
      for (let round = 0; round < 10; round += 1)
        await timed(searches, q, () => board.list({ q, limit: 100 }));
    report.add('search', searches);

    const counts = [];
    for (let round = 0; round < 50; round += 1) await timed(counts, '', () => board.counts());
    report.add('counts of the lists', counts);

    const random = createRandom(7);
    const { rows: some } = await owner.query(
      `select id from valetkey.file where state = 'available' and id > 'seed' || $1 order by id limit 300`,
      [''],
    );
    const details = [];
    for (let round = 0; round < 300; round += 1) {
      const fileId = some[random(some.length)].id;
      await timed(details, fileId, () =>
        board.get({ fileId, reviewer: { id: 'seed-reviewer-1' }, requestId: 'bench' }),
      );
    }
    report.add('one file on the desk', details);

    const decisions = [];
    for (let round = 0; round < 5; round += 1) {
      const open = [];
      let cursor = null;
      while (open.length < 500) {
        const page = await board.list({
          review: 'unreviewed',
          state: 'available',
          assignee: 'none',
          limit: 100,
          cursor,
        });
        open.push(...page.files);
        cursor = page.nextCursor;
        if (cursor === null) break;
      }
      const outcomes = await timed(decisions, '', () =>
        board.bulk({
          action: 'decide',
          decision: 'approve',
          files: open.slice(0, 500).map(({ id, version }) => ({ fileId: id, version })),
          reviewer: { id: 'seed-reviewer-1' },
          requestId: 'bench',
        }),
      );
      const refused = outcomes.filter((outcome) => 'error' in outcome).length;
      if (outcomes.length !== 500 || refused > 0)
        throw new Error(`${refused} of ${outcomes.length} decisions were refused`);
    }
    report.add('a decision on 500 files', decisions);
    return report.rows;
  } finally {
    await Promise.all([owner.end(), pool.end()]);
    await server.stop();
  }
}

const ms = (value) => value.toFixed(1).padStart(8);
let smallest = null;
for (const files of values.files.split(',').map(Number)) {
  const rows = await measure(files);
  console.log(
    `\n${files.toLocaleString('en')} files of ${people.toLocaleString('en')} people, in milliseconds`,
  );
  console.log(`${''.padEnd(34)}${'calls'.padStart(7)}     p50      p95  slowest  p95 to the first table`);
  for (const [index, { what, calls, p50, p95, slowest, slowestIs }] of rows.entries()) {
    const ratio = smallest === null ? '' : `${(p95 / smallest[index].p95).toFixed(1)} x`;
    console.log(
      `${what.padEnd(34)}${String(calls).padStart(7)}${ms(p50)} ${ms(p95)} ${ms(slowest)}  ${ratio.padEnd(8)} ${slowestIs}`,
    );
  }
  smallest ??= rows;
}
