// How long `valetkey sweep` takes over many objects, on the embedded PostgreSQL and the embedded store:
//   npm run build -w valetkey && node bench/sweep/run.mjs [--objects 100000] [--orphans 10000]
// Of the objects, all but the orphans have a record. The command is a process of its own and counts its own time; its start, about a
// tenth of a second, is not in it. The store and the database run beside it on the same machine.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createRoles, migrationsDirectory, runMigrations } from 'valetkey/postgres';
import { createBucketClient, createStoreConfig } from 'valetkey/s3';
import { createFaults, createS3Server } from 'valetkey/testing';
import { startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

const { values } = parseArgs({
  options: { objects: { type: 'string', default: '100000' }, orphans: { type: 'string', default: '10000' } },
});
const total = Number(values.objects);
const orphans = Number(values.orphans);
const twoDays = 2 * 86_400;
const cli = path.resolve(import.meta.dirname, '../../packages/valetkey/bin/valetkey.js');
const loginOf = (text) => ({ user: new URL(text).username, password: new URL(text).password });

const folder = await mkdtemp(path.join(tmpdir(), 'valetkey-bench-sweep-'));
const faults = createFaults();
const keys = { accessKeyId: 'bench', secretAccessKey: 'bench-secret' };
const store = createS3Server({ dir: folder, ...keys, buckets: ['files'], fsync: false, faults });
const database = await startTestPostgres();
const owner = new pg.Pool({ connectionString: database.urls.owner, max: 2 });
owner.on('error', () => {});
try {
  const { url } = await store.listen({ port: 0 });
  const env = {
    S3_ENDPOINT: url,
    S3_BUCKET_NAME: 'files',
    S3_ACCESS_KEY_ID: keys.accessKeyId,
    S3_SECRET_ACCESS_KEY: keys.secretAccessKey,
    DATABASE_URL: database.urls.worker,
  };
  await createRoles({ pool: owner, app: loginOf(database.urls.app), worker: loginOf(database.urls.worker) });
  await runMigrations({ pool: owner, sources: [{ name: 'valetkey', directory: migrationsDirectory }] });
  const started = performance.now();
  const ids = await addRecords(total);
  await addObjects(env, ids);
  console.log(`made ${total} objects and records in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  await owner.query(
    `delete from valetkey.upload where id in (select id from valetkey.upload order by md5(id) limit $1)`,
    [orphans],
  );
  await owner.query(`update valetkey.migration set applied_at = now() - interval '3 days'`);
  await owner.query('vacuum analyze valetkey.upload');
  for (const [name, argv] of [
    ['sweep --dry-run', ['--dry-run']],
    [`sweep, which removes ${orphans}`, []],
    ['sweep again', []],
  ]) {
    const { report, peakMiB } = await sweep(argv, env);
    const { seconds, store: seen, removed, records } = report;
    console.log(
      `${name.padEnd(32)} ${seconds.toFixed(2).padStart(7)} s  ${seen.objects} objects, ${removed.objects} removed or to be removed, ${records.compared} records compared, ${records.missing.length} missing${peakMiB === null ? '' : `; at most ${peakMiB} MiB`}`,
    );
  }
} finally {
  await owner.end();
  await database.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

async function addRecords(count) {
  await owner.query('alter table valetkey.upload disable trigger user');
  const { rows } = await owner.query(
    `with made as (
       insert into valetkey.file (id, owner_id, name, last_version, current_version, created_at, updated_at)
       select translate(substr(md5(n::text) || md5('x' || n), 1, 26), '0189', 'ghij'), 'owner-' || n % 100, 'Report ' || n,
         1, 1, now() - interval '2 days', now()
       from generate_series(1, $1::int) n returning id, owner_id, name, created_at
     )
     insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, declared_size, size, kind, state,
       object_key, writable_until, expires_at, created_at, updated_at)
     select id, id, 1, owner_id, 'default', name, 'text/plain', 5, 5, 'post', 'available', 'files/' || id, created_at, created_at,
       created_at, created_at from made returning id`,
    [count],
  );
  await owner.query('alter table valetkey.upload enable trigger user');
  return rows.map(({ id }) => id);
}

/** Two days ago, as the store sees it: what is younger than a day is nobody's orphan yet. */
async function addObjects(env, ids) {
  faults.setClockSkewSeconds(-twoDays);
  const clock = () => new Date(Date.now() - twoDays * 1000);
  const client = createBucketClient(createStoreConfig(env), { clock });
  let next = 0;
  const lane = async () => {
    while (next < ids.length) {
      const id = ids[next++];
      await client.putObject({ key: `files/${id}`, body: 'hello', contentType: 'text/plain' });
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  faults.setClockSkewSeconds(0);
}

function sweep(argv, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, 'sweep', '--json', ...argv], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        ...env,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
          `process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`,
        )}`,
      },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (err += data));
    child.once('error', reject);
    child.once('close', (code) => {
      const peak = /peak (\d+)/.exec(err);
      if (code !== 0) reject(new Error(`valetkey sweep ended with ${code}: ${err} ${out}`));
      else
        resolve({
          report: JSON.parse(out),
          peakMiB: peak === null ? null : Math.round(Number(peak[1]) / 1024),
        });
    });
  });
}
