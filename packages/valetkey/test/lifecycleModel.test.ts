import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealAuditEvents, verifyAuditChain } from '../src/postgres/index.ts';
import { createModelLane } from './createModelLane.ts';
import { openTestDatabase, type TestDatabase, testServers } from './postgresDatabase.ts';

/** 100,000 in the full run; `LIFECYCLE_STEPS` and `LIFECYCLE_SEED` repeat one that failed. */
const steps = Number(
  process.env.LIFECYCLE_STEPS ?? (process.env.VALETKEY_TEST_FULL === '1' ? 100_000 : 5_000),
);
const seed = Number(process.env.LIFECYCLE_SEED ?? randomInt(2 ** 31));
/** Each has owners and files of its own and a model of them; all share the database, and one worker and reviewers. */
const lanes = 8;

const [server] = testServers;
if (server === undefined) throw new Error('no PostgreSQL to test with');

describe(`the life of files in random order, seed ${seed}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());

  it(`does what the state tables, the quota and the model of versions say, ${steps} steps`, {
    timeout: 3_600_000,
  }, async () => {
    const started = performance.now();
    const all = Array.from({ length: lanes }, (_, index) =>
      createModelLane({ app: database.app, worker: database.worker, lane: index, seed: seed + index }),
    );
    await Promise.all(all.map((lane) => lane.run(steps / lanes)));
    const seconds = (performance.now() - started) / 1000;

    // The same from the other side: what the rows say about themselves.
    const { rows: wrong } = await database.owner.query(
      `select q.owner_id from valetkey.quota q
       left join (
         select owner_id, sum(charged_reserved) as reserved, sum(charged_used) as used, sum(charged_files) as files
         from valetkey.upload group by owner_id
       ) u using (owner_id)
       where (q.bytes_reserved, q.bytes_used, q.files)
         is distinct from (coalesce(u.reserved, 0), coalesce(u.used, 0), coalesce(u.files, 0))`,
    );
    expect(wrong).toEqual([]);
    const { rows: twice } = await database.owner.query(
      `select file_id, version from valetkey.audit_event
       where action in ('review.approved', 'review.rejected', 'review.changes_requested', 'review.reopened')
       group by file_id, version
       having abs(count(*) filter (where action <> 'review.reopened')
         - count(*) filter (where action = 'review.reopened')) > 1`,
    );
    expect(twice).toEqual([]);
    await sealAuditEvents(database.worker);
    expect(await verifyAuditChain(database.app)).toMatchObject({ isValid: true, unsealed: 0 });

    const seen = new Map<string, number>();
    for (const lane of all)
      for (const [name, count] of lane.seen()) seen.set(name, (seen.get(name) ?? 0) + count);
    const at = (name: string) => seen.get(name) ?? 0;
    console.log(
      `seed ${seed}: ${steps} steps in ${seconds.toFixed(1)} s; ${at('concurrent')} of them at once with others; ` +
        [...seen]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
    );
    // A run that never gets anywhere would pass as well.
    for (const name of [
      'reserve done',
      'trash done',
      'restore done',
      'claim done',
      'decide done',
      'assign done',
      'reopen done',
    ])
      expect(at(name), name).toBeGreaterThan(steps / 5_000);
    const refusedSeconds = [...seen].filter(([name]) => name.endsWith('SECOND_APPROVAL_REQUIRED'));
    expect(refusedSeconds.length).toBeGreaterThan(0);
    for (const name of [
      'purge done',
      'reserve QUOTA_EXCEEDED',
      'claim CLAIMED',
      'decide STALE',
      'decide OWN_FILE',
      'move INVALID_STATE',
    ])
      expect(at(name), name).toBeGreaterThan(0);
  });
});
