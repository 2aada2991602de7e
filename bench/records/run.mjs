// How long the record store takes, on the embedded PostgreSQL as the application's login:
//   npm run build -w valetkey && node bench/records/run.mjs [--system] [--files 100000]
// `--system` uses the PostgreSQL of the system instead. Times include the driver and this process; buffers are blocks of 8 KiB that
// the statements of a page touched, as EXPLAIN counts them.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import {
  createFileCatalogue,
  createPostgresRecords,
  createReviewBoard,
  createRoles,
  migrationsDirectory,
  runMigrations,
  sealAuditEvents,
  verifyAuditChain,
} from 'valetkey/postgres';
import { findSystemPostgres, startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

const { values } = parseArgs({
  options: {
    system: { type: 'boolean' },
    files: { type: 'string', default: '100000' },
  },
});
const total = Number(values.files);
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const mintId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => alphabet[byte & 31]).join('');
const loginOf = (text) => ({ user: new URL(text).username, password: new URL(text).password });

function report(name, milliseconds, note = '') {
  console.log(`${name.padEnd(52)} ${milliseconds.toFixed(2).padStart(9)} ms  ${note}`);
}

/** Median of several runs after two to warm up, in milliseconds, and the CPU time of this process per run. */
async function measure(name, runs, work, note = '') {
  for (let index = 0; index < 2; index += 1) await work(index);
  const times = [];
  const cpu = process.cpuUsage();
  for (let index = 0; index < runs; index += 1) {
    const start = performance.now();
    await work(index + 2);
    times.push(performance.now() - start);
  }
  const used = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  report(
    name,
    times[times.length >> 1],
    `median of ${runs}; ${note || `${((used.user + used.system) / 1000 / runs).toFixed(2)} ms CPU of this process`}`,
  );
}

const binaries = values.system ? findSystemPostgres() : null;
const server = await startTestPostgres(binaries === null ? {} : { binaries });
const owner = new pg.Pool({ connectionString: server.urls.owner, max: 2 });
const pool = new pg.Pool({ connectionString: server.urls.app, max: 10 });
for (const each of [owner, pool]) {
  each.on('error', () => {});
  each.on('connect', (client) => client.on('error', () => {}));
}
try {
  await createRoles({ pool: owner, app: loginOf(server.urls.app), worker: loginOf(server.urls.worker) });
  await runMigrations({ pool: owner, sources: [{ name: 'valetkey', directory: migrationsDirectory }] });
  console.log((await pool.query('show server_version')).rows[0].server_version);
  await measureRecords();
  await measureList();
  await measureRaces();
  await measureAudit();
} finally {
  await Promise.all([owner.end(), pool.end()]);
  await server.stop();
}

function eventOf(action) {
  return (upload) => ({
    at: new Date(),
    actor: { type: 'user', id: upload.ownerId },
    action,
    fileId: upload.fileId,
    version: upload.version,
    purpose: 'upload',
    reason: null,
    requestId: 'bench',
  });
}

async function measureRecords() {
  const records = createPostgresRecords({ pool });
  const ownerId = mintId();
  const later = new Date(Date.now() + 3_600_000);
  const newUpload = () => ({
    id: mintId(),
    fileId: mintId(),
    ownerId,
    profile: 'default',
    name: 'Quarterly report, final version.pdf',
    path: 'reports/2030',
    contentType: 'application/pdf',
    declaredSize: 123_456,
    checksumSha256: null,
    fingerprint: 'f'.repeat(40),
    kind: 'post',
    incomingKey: `incoming/${mintId()}`,
    objectKey: null,
    partSize: null,
    writableUntil: later,
    expiresAt: later,
    reservedBytes: 123_456,
    isNewVersion: false,
  });
  let reserved = [];
  for (const count of [1, 100, 1_000]) {
    await measure(`reserve ${count}`, count === 1_000 ? 10 : 50, async () => {
      const answer = await records.reserve({
        ownerId,
        uploads: Array.from({ length: count }, newUpload),
        idempotency: { key: mintId(), bodyHash: 'h' },
        quota: { maxBytes: 1e15, maxFiles: 1e9 },
        event: eventOf('upload.reserved'),
        now: new Date(),
      });
      reserved = answer.uploads;
    });
  }
  const ids = reserved.map((upload) => upload.id);
  const sign = (uploadIds, changes) =>
    records.authoriseSigning({
      uploadIds,
      ownerId,
      states: ['reserved'],
      event: eventOf('url.signed'),
      now: new Date(),
      ...changes,
    });
  await measure('authorise one download', 100, () => sign(ids.slice(0, 1), {}));
  await measure('authorise 100 uploads again', 30, () =>
    sign(ids.slice(0, 100), { writableUntil: new Date(Date.now() + 7_200_000) }),
  );
  await measure('transition', 200, (index) =>
    records.transition({
      id: ids[index],
      from: ['reserved'],
      to: 'uploaded',
      patch: { size: 123_456, objectKey: `files/${mintId()}`, etag: '"e"' },
      event: eventOf('file.uploaded')(reserved[index]),
      now: new Date(),
    }),
  );
}

/** The pool, and what it is asked, so that the plans can be looked at. */
function watch() {
  let asked = [];
  const watched = Object.create(pool, {
    query: {
      value: (text, parameters) => {
        asked.push([text, parameters]);
        return pool.query(text, parameters);
      },
    },
  });
  return {
    pool: watched,
    /** Blocks and time of all statements of one call. */
    async explain(work) {
      asked = [];
      await work();
      let [blocks, milliseconds] = [0, 0];
      for (const [text, parameters] of asked.splice(0)) {
        const { rows } = await pool.query(`explain (analyze, buffers, format json) ${text}`, parameters);
        const [{ Plan: plan, 'Execution Time': time }] = rows[0]['QUERY PLAN'];
        blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
        milliseconds += time;
      }
      return `${blocks} buffers, ${milliseconds.toFixed(2)} ms in the database`;
    },
  };
}

/** The first page and page 1,000, or the last one when there are fewer; `read` takes a cursor. */
async function measurePages(name, runs, read, watched) {
  await measure(`${name}, page 1`, runs, () => read(null), await watched.explain(() => read(null)));
  let cursor = null;
  let page = 1;
  while (page < 1_000) {
    const { nextCursor } = await read(cursor);
    if (nextCursor === null) break;
    cursor = nextCursor;
    page += 1;
  }
  if (page === 1) return;
  await measure(`${name}, page ${page}`, runs, () => read(cursor), await watched.explain(() => read(cursor)));
}

/** What must hold when everybody wants the same thing at once. */
async function measureRaces() {
  console.log();
  const records = createPostgresRecords({ pool });
  const board = createReviewBoard({ pool });
  const later = new Date(Date.now() + 3_600_000);
  const ownerId = mintId();
  const quota = { maxBytes: 100 * 1_000, maxFiles: 1_000 };
  const reserve = () =>
    records.reserve({
      ownerId,
      uploads: [
        {
          id: mintId(),
          fileId: mintId(),
          ownerId,
          profile: 'default',
          name: 'edge.pdf',
          path: null,
          contentType: 'application/pdf',
          declaredSize: 1_000,
          checksumSha256: null,
          fingerprint: null,
          kind: 'post',
          incomingKey: `incoming/${mintId()}`,
          objectKey: null,
          partSize: null,
          writableUntil: later,
          expiresAt: later,
          reservedBytes: 1_000,
          isNewVersion: false,
        },
      ],
      idempotency: null,
      quota,
      event: eventOf('upload.reserved'),
      now: new Date(),
    });
  let start = performance.now();
  const handshakes = await Promise.allSettled(Array.from({ length: 200 }, reserve));
  const room = handshakes.filter(({ status }) => status === 'fulfilled').length;
  const held = await pool.query('select bytes_reserved, files from valetkey.quota where owner_id = $1', [
    ownerId,
  ]);
  report(
    '200 parallel handshakes, room for 100',
    performance.now() - start,
    `${room} accepted, ${held.rows[0].bytes_reserved} of ${quota.maxBytes} bytes held`,
  );
  const [file] = (await board.list({ review: 'unreviewed', state: 'available', assignee: 'none', limit: 1 }))
    .files;
  start = performance.now();
  const decisions = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      board.decide({
        fileId: file.id,
        version: file.version,
        decision: index % 2 === 0 ? 'approve' : 'reject',
        reasonCode: index % 2 === 0 ? null : 'OTHER',
        reviewer: { id: `reviewer-${index}` },
        requestId: 'bench',
      }),
    ),
  );
  const decided = await pool.query('select count(*) from valetkey.review_decision where file_id = $1', [
    file.id,
  ]);
  report(
    '50 parallel decisions about one version',
    performance.now() - start,
    `${decisions.filter(({ status }) => status === 'fulfilled').length} went through, ${decided.rows[0].count} written`,
  );
}

async function measureList() {
  const ownerId = 'lister';
  await owner.query(`alter table valetkey.upload disable trigger upload_before_insert`);
  await owner.query(
    `with made as (
       insert into valetkey.file (id, owner_id, name, last_version, current_version, state, review, profile, content_type,
         size, created_at, updated_at)
       select translate(substr(md5(n::text) || md5('x' || n), 1, 26), '0189', 'ghij'), $1,
         'Report ' || n || '.pdf', 1, 1, 'available', 'unreviewed', 'default', 'application/pdf', 5, timestamptz '2030-01-01' + n * interval '1 second', now()
       from generate_series(1, $2::int) n returning id, name, created_at
     )
     insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, declared_size, size, kind,
       state, object_key, writable_until, expires_at, created_at, updated_at)
     select id, id, 1, $1, 'default', name, 'application/pdf', 5, 5, 'post', 'available', 'files/' || id, created_at,
       created_at, created_at, created_at from made`,
    [ownerId, total],
  );
  await owner.query(`alter table valetkey.upload enable trigger upload_before_insert`);
  await owner.query('vacuum analyze valetkey.file, valetkey.upload');
  console.log(`\nmy files: ${total} of one owner, pages of 100`);
  const watched = watch();
  const catalogue = createFileCatalogue({ pool, cursorSecret: 'bench' });
  const list = createFileCatalogue({ pool: watched.pool, cursorSecret: 'bench' });
  for (const sort of ['-createdAt', 'name', '-size'])
    await measurePages(
      `by ${sort}`,
      20,
      (cursor) => list.list({ ownerId, sort, cursor, limit: 100 }),
      watched,
    );
  await measure('search, many hits', 20, () => catalogue.list({ ownerId, limit: 100, q: 'REPORT 99' }));
  await measure('search, no hit', 10, () => catalogue.list({ ownerId, limit: 100, q: 'nothing' }));
}

async function measureAudit() {
  console.log();
  const start = performance.now();
  const sealed = await sealAuditEvents(pool);
  report(`seal ${sealed} events`, performance.now() - start);
  const verify = performance.now();
  const { isValid } = await verifyAuditChain(pool);
  report(`verify the chain (${isValid ? 'valid' : 'BROKEN'})`, performance.now() - verify);
}
