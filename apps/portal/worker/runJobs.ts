import { parseCronItems, type Runner, run, type TaskList } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { type JobTools, jobList } from './jobList';
import { jobLogger } from './jobLogger';

export type RunJobsOptions = {
  pool: Pool;
  tools: JobTools;
  logger: Logger;
  /** Jobs at a time. @default 4 */
  concurrency?: number;
};

/** Starts to work on the queue; `stop` of what it returns lets running jobs end. */
export async function runJobs({ pool, tools, logger, concurrency = 4 }: RunJobsOptions): Promise<Runner> {
  const taskList: TaskList = {};
  for (const [name, job] of Object.entries(jobList)) {
    taskList[name] = async (payload, helpers) => {
      const requestId = `job-${helpers.job.id}-${helpers.job.attempts}`;
      const startedAt = tools.clock().getTime();
      await job.run(payload, {
        tools,
        requestId,
        signal: helpers.abortSignal ?? new AbortController().signal,
      });
      logger.info({ job: name, requestId, milliseconds: tools.clock().getTime() - startedAt }, 'job done');
    };
  }
  const scheduled = Object.entries(jobList).flatMap(([task, { schedule }]) =>
    schedule === undefined
      ? []
      : // One at a time and never a backlog: a round that failed is made good by the next one.
        [{ task, match: schedule, options: { maxAttempts: 1, jobKey: task, queueName: task } }],
  );
  return run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCronItems(scheduled),
    concurrency,
    noHandleSignals: true,
    pollInterval: 2_000,
    logger: jobLogger(logger),
  });
}
