// How long the questions to a large audit trail take, in the embedded PostgreSQL as the application's login:
//   npm run build -w valetkey && node bench/audit/run.mjs [--events 10000000] [--files 1000000] [--people 5000]
// One event in two is a picture in a list. One file and one person are in a fiftieth of all events, so that the bound shows.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createAuditTrail, createRoles, migrationsDirectory, runMigrations } from 'valetkey/postgres';
import { startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    files: { type: 'string', default: '1000000' },
    people: { type: 'string', default: '5000' },
  },
});
const events = Number(values.events);
const files = Number(values.files);
const people = Number(values.people);
const eventsPerInsert = 500_000;
const rounds = 100;

const loginOf = (text) => ({ user: new URL(text).username, password: new URL(text).password });
const server = await startTestPostgres();
const owner = new pg.Pool({ connectionString: server.urls.owner, max: 2 });
const pool = new pg.Pool({ connectionString: server.urls.app, max: 4 });
for (const each of [owner, pool]) {
  each.on('error', () => {});
  each.on('connect', (client) => client.on('error', () => {}));
}
try {
  await createRoles({ pool: owner, app: loginOf(server.urls.app), worker: loginOf(server.urls.worker) });
  await runMigrations({ pool: owner, sources: [{ name: 'valetkey', directory: migrationsDirectory }] });
  await seed();
  const trail = createAuditTrail({ pool, cursorSecret: 'bench' });
  const file = (n) => `f${String(n % files).padStart(25, 'a')}`;
  const person = (n) => `person-${n % people}`;
  const some = (n) => (n * 7919) % files;
  const days = { from: '2030-06-01', to: '2030-07-01' };
  await measure('who saw this file', (n) => trail.access({ file: file(some(n)), isWithLists: false }));
  await measure('who saw this file, lists too', (n) => trail.access({ file: file(some(n)) }));
  await measure('who saw the busiest file', () =>
    trail.access({ file: file(0), isWithLists: false, limit: 2_000 }),
  );
  await measure('who saw the busiest file, lists too', () => trail.access({ file: file(0), limit: 2_000 }));
  await measure('what did this person touch', (n) =>
    trail.access({ actor: person(n), isWithLists: false, limit: 1_000 }),
  );
  await measure('what did the busiest person touch', () =>
    trail.access({ actor: person(0), isWithLists: false, limit: 1_000 }),
  );
  await measure('the same in one month', () =>
    trail.access({ actor: person(0), ...days, isWithLists: false, limit: 1_000 }),
  );
  await measure('newest events without lists', () => trail.list({ isWithLists: false }));
  await measure('one month without lists', () => trail.list({ ...days, isWithLists: false }));
} finally {
  await Promise.all([owner.end(), pool.end()]);
  await server.stop();
}

/** Written past the triggers and before the indexes: what is measured is reading. */
async function seed() {
  const start = performance.now();
  const indexes = await owner.query(
    `select indexname, indexdef from pg_catalog.pg_indexes
     where schemaname = 'valetkey' and tablename = 'audit_event' and indexname like 'audit_event_%'
       and indexname not in ('audit_event_pkey', 'audit_event_id_key')`,
  );
  for (const { indexname } of indexes.rows) await owner.query(`drop index valetkey.${indexname}`);
  await owner.query('alter table valetkey.audit_event disable trigger user');
  for (let from = 1; from <= events; from += eventsPerInsert) {
    await owner.query(
      `insert into valetkey.audit_event
         (id, at, actor_type, actor_id, action, file_id, version, purpose, request_id, hash)
       select 'e' || n, timestamptz '2030-01-01' + n * interval '1 year' / $3::bigint, 'user',
         'person-' || case when n % 50 = 0 then 0 else (n * 7907) % $5 end,
         (array['url.signed', 'file.viewed', 'url.signed', 'review.claimed', 'url.signed', 'extraction.read'])[1 + n % 6],
         'f' || lpad((case when n % 50 = 1 then 0 else (n * 7919) % $4 end)::text, 25, 'a'), 1 + n % 3,
         case when n % 2 = 0 then 'thumbnail' else (array['preview', 'original', 'review'])[1 + n % 3] end,
         'bench', repeat('0', 64)
       from generate_series($1::bigint, $2::bigint) n`,
      [from, Math.min(from + eventsPerInsert - 1, events), events, files, people],
    );
  }
  for (const { indexdef } of indexes.rows) await owner.query(indexdef);
  await owner.query('alter table valetkey.audit_event enable trigger user');
  await owner.query('vacuum analyze valetkey.audit_event');
  console.log(`seeded ${events} events in ${Math.round((performance.now() - start) / 1000)} s`);
}

async function measure(name, ask) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await ask(round);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(rounds - 1, Math.floor(rounds * share))].toFixed(1).padStart(7);
  console.log(`${name.padEnd(40)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  slowest ${at(1)} ms`);
}
