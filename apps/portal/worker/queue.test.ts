import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeParkedJob, readJobs } from '@/entities/job/index.server';
import { enqueueJob } from '@/shared/jobs/index.server';
import { openPortalDatabase, type PortalDatabase } from '../test/openPortalDatabase';
import { clockProblem, maxSkewMilliseconds, readClockSkew } from './clockSkew';
import type { JobRun, JobTools } from './jobList';
import { releaseLostJobs } from './releaseLostJobs';
import { runJobs } from './runJobs';
import { sendHeartbeat } from './sendHeartbeat';

/*
 * The queue on a real database, with the logins that the system uses: what the portal asks for, what workers do with it, and
 * what an administrator sees and changes.
 */

let database: PortalDatabase;
let owner: Pool;
let app: Pool;
let worker: Pool;
const logger = pino({ level: 'silent' });
const tools = { clock: () => new Date() } as JobTools;
const admin = { type: 'user', id: 'ada' } as const;

beforeAll(async () => {
  database = await openPortalDatabase();
  ({ owner, app, worker } = database);
});

afterAll(async () => {
  await database?.close();
});

beforeEach(() => owner.query('truncate graphile_worker._private_jobs, portal.worker_heartbeat'));

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A worker whose `verify` is the test's. Returns the names under which it takes jobs. */
async function startWorker(verify: JobRun, concurrency = 1): Promise<string[]> {
  const names: string[] = [];
  const runner = await runJobs({
    pool: worker,
    logger,
    tools,
    concurrency,
    jobs: { verify },
    pollMs: 100,
    onQueueWorker: (name) => names.push(name),
  });
  stops.push(() => runner.stop());
  return names;
}

async function enqueue(uploadId: string): Promise<void> {
  const client = await app.connect();
  try {
    await enqueueJob(client, { name: 'verify', payload: { uploadId } });
  } finally {
    client.release();
  }
}

/** As long as a slow machine needs: what is waited for comes within milliseconds. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 20_000 });

const read = (cursor: string | null = null, limit = 50) =>
  readJobs({ pool: app, cursorSecret: 'secret' }, { cursor, limit });
const change = (id: string, what: 'retry' | 'discard') =>
  changeParkedJob({ pool: app, clock: tools.clock, actor: admin, requestId: 'r-1' }, id, what);

/** Makes the attempts of every job go by without their pauses, each as if it were an hour after the one before. */
const skipPauses = () =>
  owner.query(
    `update graphile_worker._private_jobs set run_at = now(), updated_at = updated_at - interval '1 hour'
     where locked_at is null and attempts < max_attempts`,
  );

/** Puts a job where its last attempt has failed. */
async function park(uploadId: string, error: string): Promise<string> {
  await enqueue(uploadId);
  const { rows } = await owner.query<{ id: string }>(
    `update graphile_worker._private_jobs set attempts = max_attempts, last_error = $2, updated_at = clock_timestamp()
     where payload ->> 'uploadId' = $1 returning id`,
    [uploadId, error],
  );
  return rows[0]!.id;
}

/** An upload of somebody, in a state in which its check is waited for. */
async function addUpload(id: string, ownerId: string): Promise<void> {
  await owner.query(
    'insert into valetkey.file (id, owner_id, name, created_at, updated_at) values ($1, $2, $3, now(), now())',
    [id, ownerId, 'a.png'],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, kind, writable_until,
       expires_at, created_at, updated_at)
     values ($1, $1, 1, $2, 'default', 'a.png', 'image/png', 'put', now(), now() + interval '1 day', now(), now())`,
    [id, ownerId],
  );
  await owner.query(`update valetkey.upload set state = 'uploaded' where id = $1`, [id]);
}

const idOf = (letter: string, index: number) => `${letter}${String.fromCharCode(97 + index)}`.padEnd(26, '2');

describe('a job that fails', () => {
  it('is tried again after a longer and longer pause, parked after its last attempt, and tried again when told so', async () => {
    const verify = vi.fn<JobRun>(async () => {
      throw new Error(
        'no way to https://store.example.com/files/secret?X-Amz-Signature=1 for ann@example.com\nsecond line',
      );
    });
    const startedAt = new Date().toISOString();
    await startWorker(verify);
    await enqueue('u1');
    await eventually(() => verify.mock.calls.length).toBe(1);
    await expect
      .poll(async () => (await read()).counts)
      .toMatchObject([{ kind: 'verify', scheduled: 1, parked: 0 }]);
    const pause = async () => {
      const { rows } = await owner.query<{ seconds: number }>(
        'select extract(epoch from run_at - updated_at)::float as seconds from graphile_worker.jobs',
      );
      return rows[0]!.seconds;
    };
    const first = await pause();
    for (let attempt = 2; attempt <= 8; attempt += 1) {
      await skipPauses();
      await eventually(() => verify.mock.calls.length).toBe(attempt);
      await eventually(async () => (await read()).counts[0]?.running).toBe(0);
    }
    expect(await pause()).toBeGreaterThan(first * 50);

    const parked = await read();
    expect(parked.counts).toEqual([
      { kind: 'verify', waiting: 0, scheduled: 0, running: 0, parked: 1, oldestSeconds: null },
    ]);
    expect(parked.jobs).toEqual([
      expect.objectContaining({
        kind: 'verify',
        attempts: 8,
        error: 'no way to [address] for [address]',
        errorCode: null,
        fileId: null,
      }),
    ]);
    expect(verify).toHaveBeenCalledTimes(8);
    // The last attempt, and not when it was asked for.
    expect(parked.jobs[0]!.failedAt >= startedAt).toBe(true);

    verify.mockImplementation(async () => {});
    await change(parked.jobs[0]!.id, 'retry');
    await eventually(async () => (await read()).counts).toEqual([]);
    expect(verify).toHaveBeenCalledTimes(9);
  });

  it('is discarded or tried again by one of any number of administrators, with one event', async () => {
    const id = await park('u2', 'broken');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => change(id, 'discard')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'NOT_FOUND' });
    expect((await read()).counts).toEqual([]);
    const { rows } = await app.query(
      `select action, details::json as details from valetkey.audit_event
       where action like 'job.%' and details::json ->> 'job' = $1`,
      [id],
    );
    expect(rows).toEqual([{ action: 'job.discarded', details: { job: id, kind: 'verify' } }]);
  });

  it('is the only kind that an administrator changes, whatever is asked for', async () => {
    await enqueue('u3');
    const { rows } = await owner.query<{ id: string }>('select id from graphile_worker.jobs');
    for (const id of [rows[0]!.id, '0', '-1', '1e3', '99999999999999999999', "1'"])
      await expect(change(id, 'discard')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await read()).counts).toMatchObject([{ waiting: 1 }]);
  });

  it('is listed newest first, a page at a time, with its file', async () => {
    const file = idOf('f', 1);
    await addUpload(file, 'paula');
    const first = await park(file, 'one');
    const second = await park('u5', 'two');
    const third = await park('u6', 'three');
    const page = await read(null, 2);
    expect(page.jobs.map(({ id }) => id)).toEqual([third, second]);
    const rest = await read(page.nextCursor, 2);
    expect(rest).toMatchObject({ jobs: [{ id: first, fileId: file }], nextCursor: null });
  });
});

describe('a job that is asked for', () => {
  it('exists when the transaction that asks for it is committed, and only as a kind that workers know', async () => {
    const client = await app.connect();
    try {
      await client.query('begin');
      await enqueueJob(client, { name: 'verify', payload: { uploadId: 'never' } });
      await client.query('rollback');
      await expect(enqueueJob(client, { name: 'nothing', payload: {} })).rejects.toThrow('no kind of job');
      await expect(enqueueJob(client, { name: 'verify', payload: { key: 'x' } })).rejects.toThrow();
    } finally {
      client.release();
    }
    expect((await read()).counts).toEqual([]);
    await expect(app.query('select from graphile_worker.jobs')).rejects.toMatchObject({ code: '42501' });
    await expect(worker.query('select portal.change_parked_job(1, true)')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('waits behind what its owner sent before, and not behind what others did', async () => {
    for (let index = 0; index < 20; index += 1) {
      await addUpload(idOf('m', index), 'many');
      await enqueue(idOf('m', index));
    }
    await addUpload(idOf('o', 0), 'one');
    await enqueue(idOf('o', 0));
    const seen: string[] = [];
    await startWorker(async (payload) => {
      seen.push((payload as { uploadId: string }).uploadId[0]!);
    });
    await eventually(() => seen.length).toBe(21);
    expect(seen.indexOf('o')).toBeLessThanOrEqual(1);
  });
});

describe('a worker', () => {
  /** Takes a job of this name, and is stopped while it is at it. */
  async function stopInTheMiddle(job: string): Promise<void> {
    let isRunning = false;
    const runner = await runJobs({
      pool: worker,
      logger,
      tools,
      pollMs: 100,
      jobs: {
        [job]: async (_, { signal }) => {
          isRunning = true;
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        },
      },
    });
    await eventually(() => isRunning).toBe(true);
    await runner.stop();
  }

  it('that stops in the middle of a round of the schedule leaves nothing for an administrator to decide', async () => {
    await owner.query("select graphile_worker.add_job('sweep', '{}', max_attempts => 1)");
    await stopInTheMiddle('sweep');
    expect((await read()).jobs).toEqual([]);
  });

  it('that stops in the middle of a job gives it back at once, with all its attempts', async () => {
    await enqueue('u9');
    // One attempt is left: a stop that counted as one would park it.
    await owner.query('update graphile_worker._private_jobs set attempts = max_attempts - 1');
    await stopInTheMiddle('verify');
    expect(await read()).toMatchObject({ counts: [{ kind: 'verify', waiting: 1, parked: 0 }], jobs: [] });
    const done = vi.fn<JobRun>(async () => {});
    await startWorker(done);
    await eventually(() => done.mock.calls.length).toBe(1);
    await eventually(async () => (await read()).counts).toEqual([]);
  });

  it('whose clock is wrong says so, gives away the jobs of nobody, and may not work', async () => {
    const month = 31 * 24 * 60 * 60 * 1000;
    for (const [ahead, problem] of [
      [0, null],
      [maxSkewMilliseconds - 60_000, null],
      [month, /44640 minutes ahead of/],
      [-month, /44640 minutes behind/],
    ] as const) {
      const skew = await readClockSkew(worker, () => new Date(Date.now() + ahead));
      if (problem === null) expect(clockProblem(skew)).toBe(null);
      else expect(clockProblem(skew)).toMatch(problem);
    }
    await owner.query(
      `insert into portal.worker_heartbeat values ('right', '1', now(), now(), '{worker-right}', now() + interval '1 minute')`,
    );
    const stopping = new AbortController();
    const problems: string[] = [];
    await sendHeartbeat({
      pool: {
        query: async (...query: [string, unknown[]]) => {
          const result = await worker.query(...query);
          if (query[0].startsWith('delete')) stopping.abort();
          return result;
        },
      } as Pool,
      version: '1',
      clock: () => new Date(Date.now() + month),
      logger,
      signal: stopping.signal,
      onClockProblem: (problem) => problems.push(problem),
    });
    expect(problems).toHaveLength(1);
    const { rows } = await app.query(`select id from portal.worker_heartbeat where id = 'right'`);
    expect(rows).toHaveLength(1);
  });

  it('that is at one job for longer than a lease keeps it', async () => {
    const ends: (() => void)[] = [];
    const queueWorkers = await startWorker(
      (_, { signal }) =>
        new Promise<void>((resolve) => {
          ends.push(resolve);
          signal.addEventListener('abort', () => resolve());
        }),
    );
    await enqueue('u10');
    await eventually(() => ends.length).toBe(1);
    const taken = await owner.query(
      `update graphile_worker._private_jobs set locked_at = now() - interval '10 minutes' returning locked_by`,
    );
    expect(queueWorkers).toEqual([taken.rows[0].locked_by]);
    const stopping = new AbortController();
    let beats = 0;
    await sendHeartbeat({
      pool: {
        query: async (...query: [string, unknown[]]) => {
          const result = await worker.query(...query);
          if (query[0].startsWith('delete') && ++beats === 3) stopping.abort();
          return result;
        },
      } as Pool,
      version: '1',
      clock: tools.clock,
      logger,
      signal: stopping.signal,
      queueWorkers,
      everyMs: 1,
    });
    expect(await releaseLostJobs(worker, 45)).toBe(0);
    expect((await read()).counts).toMatchObject([{ running: 1 }]);
    expect(ends).toHaveLength(1);
    for (const end of ends) end();
    await eventually(async () => (await read()).counts).toEqual([]);
  });

  it('that is lost has its jobs done by another one when its lease is over, and not before', async () => {
    // Takes a job and is never heard of again: what a machine does whose network is cut off.
    await enqueue('u7');
    await owner.query(
      `update graphile_worker._private_jobs set locked_by = 'worker-lost', locked_at = now() - interval '10 minutes'`,
    );
    await owner.query(
      `insert into portal.worker_heartbeat values ('lost', '1', now(), now(), '{worker-lost}', now() + interval '1 minute')`,
    );
    expect(await releaseLostJobs(worker, 45)).toBe(0);

    const done = vi.fn<JobRun>(async () => {});
    const queueWorkers = await startWorker(done);
    const stopping = new AbortController();
    const beating = sendHeartbeat({
      pool: worker,
      version: '1',
      clock: tools.clock,
      logger,
      signal: stopping.signal,
      queueWorkers,
      everyMs: 20,
    });
    stops.push(async () => {
      stopping.abort();
      await beating;
    });
    await owner.query(`update portal.worker_heartbeat set leased_until = now() where id = 'lost'`);
    await eventually(() => done.mock.calls.length).toBe(1);
    await eventually(async () => (await read()).counts).toEqual([]);
    const { rows } = await app.query(`select queue_workers from portal.worker_heartbeat where id <> 'lost'`);
    expect(rows).toEqual([{ queue_workers: queueWorkers }]);
    expect(queueWorkers).toHaveLength(1);
  });

  it('that stops over a job says so, and after its last attempt the job is parked with the reason and what to do', async () => {
    await enqueue('u8');
    /** A worker takes the job and is gone, as the kernel ends one that takes all memory. */
    const takeAndDie = async () => {
      await owner.query(
        `update graphile_worker._private_jobs set attempts = attempts + 1, locked_by = 'worker-dead',
           locked_at = now() - interval '10 minutes'`,
      );
      expect(await releaseLostJobs(worker, 45)).toBe(1);
    };
    await takeAndDie();
    const { rows } = await owner.query('select last_error from graphile_worker._private_jobs');
    expect(rows).toEqual([{ last_error: 'WORKER_STOPPED 1' }]);
    // One that failed in its own words, and then stopped its worker for the rest of its attempts.
    await owner.query(`update graphile_worker._private_jobs set last_error = 'no such bucket', attempts = 4`);
    for (let attempt = 5; attempt <= 8; attempt += 1) await takeAndDie();
    const [job] = (await read()).jobs;
    expect(job).toMatchObject({
      attempts: 8,
      error: 'the worker stopped while working on it, 4 times',
      errorCode: 'WORKER_STOPPED',
      workerStops: 4,
    });
    // All its attempts again, and the count with them.
    await change(job!.id, 'retry');
    await takeAndDie();
    await owner.query('update graphile_worker._private_jobs set attempts = max_attempts');
    expect((await read()).jobs[0]).toMatchObject({
      error: 'the worker stopped while working on it, once',
      workerStops: 1,
    });
    await owner.query('update graphile_worker._private_jobs set last_error = null');
    expect((await read()).jobs[0]).toMatchObject({ errorCode: 'NO_ERROR_RECORDED', workerStops: 0 });
  });

  it('keeps one row of itself fresh, with rights of the worker alone, and drops those of workers long gone', async () => {
    const stopping = new AbortController();
    let now = new Date('2026-01-01T00:00:00Z');
    await worker.query(
      `insert into portal.worker_heartbeat (id, version, started_at, seen_at) values ('gone', '0', $1, $1), ('ended', '0', $2, $2)`,
      [new Date('2025-12-01T00:00:00Z'), new Date('2025-12-31T00:00:00Z')],
    );
    let beats = 0;
    const beating = sendHeartbeat({
      pool: {
        query: async (...query: [string, unknown[]]) => {
          const result = await worker.query(...query);
          if (query[0].startsWith('delete')) {
            beats += 1;
            now = new Date('2026-01-01T00:00:10Z');
            if (beats === 2) stopping.abort();
          }
          return result;
        },
      } as Pool,
      version: '1.2.3',
      clock: () => now,
      logger: logger,
      signal: stopping.signal,
      everyMs: 1,
    });
    await beating;
    const { rows } = await app.query(
      'select id, version, seen_at from portal.worker_heartbeat order by seen_at',
    );
    expect(rows).toEqual([
      { id: 'ended', version: '0', seen_at: new Date('2025-12-31T00:00:00Z') },
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        version: '1.2.3',
        seen_at: new Date('2026-01-01T00:00:10Z'),
      },
    ]);
    await expect(app.query('delete from portal.worker_heartbeat')).rejects.toMatchObject({ code: '42501' });
  });
});
