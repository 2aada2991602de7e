// How long the record store takes, on the embedded PostgreSQL as the application's login:
//   npm run build -w valetkey && node bench/records/run.mjs [--system] [--files 100000]
// `--system` uses the PostgreSQL of the system instead.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import {
  createFileCatalogue,
  createPostgresRecords,
  createRoles,
  migrationsDirectory,
  runMigrations,
  sealAuditEvents,
  verifyAuditChain,
} from 'valetkey/postgres';
import { findSystemPostgres, startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

const { values } = parseArgs({
  options: { system: { type: 'boolean' }, files: { type: 'string', default: '100000' } },
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
async function measure(name, runs, work) {
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
    `median of ${runs}; ${((used.user + used.system) / 1000 / runs).toFixed(2)} ms CPU of this process`,
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

async function measureList() {
  const ownerId = 'lister';
  await owner.query(`alter table valetkey.upload disable trigger upload_before_insert`);
  await owner.query(
    `with made as (
       insert into valetkey.file (id, owner_id, name, last_version, current_version, created_at, updated_at)
       select translate(substr(md5(n::text) || md5('x' || n), 1, 26), '0189', 'ghij'), $1,
         'Report ' || n || '.pdf', 1, 1, timestamptz '2030-01-01' + n * interval '1 second', now()
       from generate_series(1, $2::int) n returning id, name, created_at
     )
     insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, declared_size, size, kind,
       state, object_key, writable_until, expires_at, created_at, updated_at)
     select id, id, 1, $1, 'default', name, 'application/pdf', 5, 5, 'post', 'available', 'files/' || id, created_at,
       created_at, created_at, created_at from made`,
    [ownerId, total],
  );
  await owner.query(`alter table valetkey.upload enable trigger upload_before_insert`);
  await owner.query('analyze valetkey.file, valetkey.upload');
  const catalogue = createFileCatalogue({ pool, cursorSecret: 'bench' });
  await measure(`list page 1 of 100, ${total} files`, 50, () => catalogue.list({ ownerId, limit: 100 }));
  let cursor = null;
  const pages = Math.min(1_000, Math.ceil(total / 100)) - 1;
  for (let page = 0; page < pages; page += 1)
    cursor = (await catalogue.list({ ownerId, limit: 100, cursor })).nextCursor;
  await measure(`list page ${pages + 1} of 100`, 50, () => catalogue.list({ ownerId, limit: 100, cursor }));
  await measure('list by name', 50, () => catalogue.list({ ownerId, limit: 100, sort: 'name' }));
  await measure('search, many hits', 20, () => catalogue.list({ ownerId, limit: 100, q: 'REPORT 99' }));
  await measure('search, no hit', 10, () => catalogue.list({ ownerId, limit: 100, q: 'nothing' }));
  for (const [name, condition] of [
    ['page 1', ''],
    ['page 1,000', `and (f.created_at, f.id) < (timestamptz '2030-01-01 00:01:40', 'z')`],
  ]) {
    const { rows } = await pool.query(
      `explain (analyze, costs off, timing off, summary off) select f.id, f.created_at from valetkey.file f
       where f.owner_id = $1 and f.current_version is not null and f.deleted_at is null ${condition}
       order by f.created_at desc, f.id desc limit 101`,
      [ownerId],
    );
    console.log(`\nEXPLAIN ${name}\n${rows.map((row) => `  ${row['QUERY PLAN']}`).join('\n')}`);
  }
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
