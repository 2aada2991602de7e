import { performance } from 'node:perf_hooks';
import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

/** As the portal's worker has it. */
const concurrency = 4;
const batch = 5_000;
const rounds = 5;

/** A queue in a database of its own, with jobs that do nothing. */
async function startQueue() {
  const database = await startTestPostgres();
  const pool = new pg.Pool({ connectionString: database.urls.owner, max: concurrency + 8 });
  // Each is replaced by the next query; an unheard error would end the run.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const logger = new Logger(() => () => {});
  await runMigrations({ pgPool: pool, logger });
  let done = 0;
  let onDone = () => {};
  const runner = await run({
    pgPool: pool,
    logger,
    concurrency,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList: {
      nothing: () => {
        done += 1;
        if (done % 100 === 0) onDone();
      },
    },
  });

  return {
    /** Jobs in a second, from the first one added to the last one done: `count` in hundreds. */
    async work(count) {
      const target = done + count;
      const startedAt = performance.now();
      const ended = new Promise((resolve) => {
        onDone = () => done >= target && resolve();
      });
      for (let from = 0; from < count; from += batch)
        await pool.query(
          `select graphile_worker.add_job('nothing', json_build_object('uploadId', n)) from generate_series(1, $1::integer) n`,
          [Math.min(batch, count - from)],
        );
      await ended;
      return (count * 1_000) / (performance.now() - startedAt);
    },
    /** What the queue does with a job that is done, in large steps: added, taken, removed. */
    async finish(count) {
      for (let from = 0; from < count; from += batch) {
        await pool.query(
          `select from graphile_worker.add_jobs((
             select array_agg(('finished', json_build_object('uploadId', n), null, null, null, null, null, null)::graphile_worker.job_spec)
             from generate_series(1, $1::integer) n))`,
          [Math.min(batch, count - from)],
        );
        await pool.query(
          `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'bench', attempts = 1`,
        );
        await pool.query('delete from graphile_worker._private_jobs');
      }
    },
    // In an hour of finishing them autovacuum passes many times; in these minutes it may not have passed at all.
    vacuum: () => pool.query('vacuum analyze graphile_worker._private_jobs'),
    async size() {
      const { rows } = await pool.query(
        `select pg_size_pretty(pg_total_relation_size('graphile_worker._private_jobs')) as size`,
      );
      return rows[0].size;
    },
    async stop() {
      await runner.stop();
      await pool.end();
      await database.stop();
    },
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/**
 * What it takes to add, take and finish a job: on an empty queue, and beside it on one that finished so many before. They take turns, since what
 * the machine does in one minute and in the next differs more than the two.
 */
export async function measureQueue({ jobs, finished, tell }) {
  const queues = new Map();
  const rate = (numbers) =>
    `${Math.round(median(numbers)).toLocaleString('en')} jobs/s (${Math.round(Math.min(...numbers))}..${Math.round(Math.max(...numbers))})`;
  try {
    queues.set('empty', await startQueue());
    queues.set('used', await startQueue());
    const used = queues.get('used');
    await used.finish(finished);
    tell(`the table of jobs after ${finished.toLocaleString('en')} finished ones`, await used.size());
    await used.vacuum();
    for (const queue of queues.values()) await queue.work(1_000);
    const rates = new Map([...queues.keys()].map((name) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const [name, queue] of round % 2 ? [...queues].toReversed() : queues)
        rates.get(name).push(await queue.work(jobs));
    tell(`${jobs.toLocaleString('en')} jobs, on an empty queue, ${rounds} rounds`, rate(rates.get('empty')));
    tell(`the same after ${finished.toLocaleString('en')} finished ones`, rate(rates.get('used')));
    tell('after, as times of empty', (median(rates.get('used')) / median(rates.get('empty'))).toFixed(2));
    tell('the table of jobs at the end', await used.size());
  } finally {
    for (const queue of queues.values()) await queue.stop();
  }
}
