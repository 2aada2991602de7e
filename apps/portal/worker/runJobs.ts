import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isJobName, type JobKind, jobKinds } from '@/shared/jobs/index.server';
import { type JobRun, type JobTools, jobList } from './jobList';
import { jobLogger } from './jobLogger';

/** A job that goes on although it was told to end is not waited for longer than this, in milliseconds. */
const stopMs = 7_000;

export type RunJobsOptions = {
  pool: Pool;
  tools: JobTools;
  logger: Logger;
  /** Jobs at a time. @default 4 */
  concurrency?: number;
  /** Told the name under which this process takes jobs, before it takes one. */
  onQueueWorker?: (name: string) => void;
  /** @default jobList */
  jobs?: Readonly<Record<string, JobRun>>;
  /** Milliseconds between two looks at the queue, beside being told of new jobs. @default 2_000 */
  pollMs?: number;
};

const scheduleOf = (name: string) => (isJobName(name) ? (jobKinds[name] as JobKind).schedule : undefined);

/** One at a time and never a backlog: a round that failed is made good by the next one. */
function scheduledJobs(names: readonly string[]) {
  return names.flatMap((task) => {
    const schedule = scheduleOf(task);
    const { maxAttempts }: Partial<JobKind> = isJobName(task) ? jobKinds[task] : {};
    return schedule === undefined
      ? []
      : [{ task, match: schedule, options: { maxAttempts, jobKey: task, queueName: task } }];
  });
}

/**
 * Starts to work on the queue; `stop` of what it returns lets running jobs end. One that does not end soon is cut short and given back
 * as it was taken: that its worker was stopped is no failure of the job, and uses up none of its attempts.
 */
export async function runJobs({
  pool,
  tools,
  logger,
  concurrency = 4,
  onQueueWorker = () => {},
  jobs = jobList,
  pollMs = 2_000,
}: RunJobsOptions): Promise<Runner> {
  const taskList: TaskList = {};
  const cutShort: { id: string; attempts: number }[] = [];
  for (const [name, runJob] of Object.entries(jobs)) {
    taskList[name] = async (payload, helpers) => {
      const requestId = `job-${helpers.job.id}-${helpers.job.attempts}`;
      const startedAt = tools.clock().getTime();
      const signal = helpers.abortSignal ?? new AbortController().signal;
      const onStop = () => cutShort.push({ id: helpers.job.id, attempts: helpers.job.attempts - 1 });
      signal.addEventListener('abort', onStop);
      try {
        await runJob(payload, {
          tools,
          requestId,
          signal,
          isLastAttempt: helpers.job.attempts >= helpers.job.max_attempts,
        });
      } catch (error) {
        if (signal.aborted) logger.info({ job: name, requestId }, 'job stopped');
        // A round that was cut short by a stop is not for an administrator to look at: the next one is due anyway.
        if (!signal.aborted || scheduleOf(name) === undefined) throw error;
        return;
      } finally {
        signal.removeEventListener('abort', onStop);
      }
      logger.info({ job: name, requestId, milliseconds: tools.clock().getTime() - startedAt }, 'job done');
    };
  }
  const events: WorkerEvents = new EventEmitter();
  /** The queue writes this name at a job that is taken, and not that of the one of several that is at it. */
  const names: string[] = [];
  events.on('pool:create', ({ workerPool }) => {
    names.push(workerPool.id);
    onQueueWorker(workerPool.id);
  });
  const runner = await run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCronItems(scheduledJobs(Object.keys(jobs))),
    concurrency,
    noHandleSignals: true,
    pollInterval: pollMs,
    logger: jobLogger(logger),
    events,
  });
  return {
    ...runner,
    async stop() {
      // The queue tells jobs after its own pause, and does not wait until what they came to is written down.
      await Promise.race([runner.stop(), wait(stopMs, undefined, { ref: false })]);
      for (const { id, attempts } of cutShort.splice(0))
        await pool.query(
          // In one statement with the unlocking: of a job that is locked no more, the queue cannot write down a failure afterwards.
          `update graphile_worker._private_jobs
           set attempts = $2, run_at = now(), updated_at = now(), locked_by = null, locked_at = null
           where id = $1 and (locked_by is null or locked_by = any($3))`,
          [id, attempts, names],
        );
      await pool.query('select graphile_worker.force_unlock_workers($1)', [names]);
    },
  };
}
