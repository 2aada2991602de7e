import { EventEmitter } from 'node:events';
import { parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isJobName, type JobKind, jobKinds } from '@/shared/jobs/index.server';
import { type JobRun, type JobTools, jobList } from './jobList';
import { jobLogger } from './jobLogger';

export type RunJobsOptions = {
  pool: Pool;
  tools: JobTools;
  logger: Logger;
  /** Jobs at a time. @default 4 */
  concurrency?: number;
  /** Told the names under which this process takes jobs, before it takes one. */
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

/** Starts to work on the queue; `stop` of what it returns lets running jobs end. */
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
  for (const [name, runJob] of Object.entries(jobs)) {
    taskList[name] = async (payload, helpers) => {
      const requestId = `job-${helpers.job.id}-${helpers.job.attempts}`;
      const startedAt = tools.clock().getTime();
      const signal = helpers.abortSignal ?? new AbortController().signal;
      try {
        await runJob(payload, { tools, requestId, signal });
      } catch (error) {
        // A round that was cut short by a stop is not for an administrator to look at: the next one is due anyway.
        if (!signal.aborted || scheduleOf(name) === undefined) throw error;
        logger.info({ job: name, requestId }, 'job stopped');
        return;
      }
      logger.info({ job: name, requestId, milliseconds: tools.clock().getTime() - startedAt }, 'job done');
    };
  }
  const events: WorkerEvents = new EventEmitter();
  events.on('worker:create', ({ worker }) => onQueueWorker(worker.workerId));
  return run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCronItems(scheduledJobs(Object.keys(jobs))),
    concurrency,
    noHandleSignals: true,
    pollInterval: pollMs,
    logger: jobLogger(logger),
    events,
  });
}
