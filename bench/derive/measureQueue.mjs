import { performance } from 'node:perf_hooks';
import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { startTestPostgres } from '../../scripts/lib/embeddedPostgres.mjs';

/** As the portal's worker has it. */
const concurrency = 4;
const batch = 5_000;

/** The queue alone, with jobs that do nothing: what it takes to add, take and finish one. */
export async function measureQueue({ jobs, finished, tell }) {
  const database = await startTestPostgres();
  const pool = new pg.Pool({ connectionString: database.urls.owner, max: concurrency + 8 });
  // Each is replaced by the next query; an unheard error would end the run.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const logger = new Logger(() => () => {});
  try {
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
    /** Seconds from the first job added to the last one done. */
    const work = async (count) => {
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
      return (performance.now() - startedAt) / 1000;
    };
    /** What the queue does with a job that is done, in large steps: added, taken, removed. */
    const finish = async (count) => {
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
    };
    const rate = async (count) => `${Math.round(count / (await work(count))).toLocaleString('en')} /s`;
    await work(1_000);
    tell(`${jobs.toLocaleString('en')} jobs, on an empty queue`, await rate(jobs));
    await finish(finished);
    tell(
      `${jobs.toLocaleString('en')} jobs, after ${finished.toLocaleString('en')} finished ones`,
      await rate(jobs),
    );
    // In an hour of finishing them autovacuum passes many times; in these minutes it may not have passed at all.
    await pool.query('vacuum analyze graphile_worker._private_jobs');
    tell(`${jobs.toLocaleString('en')} jobs, when autovacuum has passed`, await rate(jobs));
    const { rows } = await pool.query(
      `select pg_size_pretty(pg_total_relation_size('graphile_worker._private_jobs')) as size`,
    );
    tell('the table of jobs afterwards', rows[0].size);
    await runner.stop();
  } finally {
    await pool.end();
    await database.stop();
  }
}
