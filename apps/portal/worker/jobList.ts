import type { ValetKey } from 'valetkey/server';
import { z } from 'zod';

/** What every job may use. */
export type JobTools = {
  valetKey: Pick<ValetKey, 'verify' | 'sweep'>;
  /** Drops rows whose time is over: idempotency keys, rate-limit windows. */
  deleteExpiredRows: (now: Date) => Promise<void>;
  clock: () => Date;
};

export type JobContext = {
  tools: JobTools;
  /** Aborted when the worker stops and the job did not end by itself. */
  signal: AbortSignal;
  /** Names this attempt in audit events and logs. */
  requestId: string;
};

type JobHandler<Payload> = (payload: Payload, context: JobContext) => Promise<void>;

type JobDefinition = {
  /** Runs one attempt; throws for another one later. */
  run: (payload: unknown, context: JobContext) => Promise<void>;
  /** Cron pattern (UTC) of a job that nobody has to ask for. */
  schedule?: string;
};

/** Handlers are loaded with their first job: a worker that never sees a job's kind never pays for what that kind needs. */
function defineJob<Payload>(
  schema: z.ZodType<Payload>,
  load: () => Promise<JobHandler<Payload>>,
  options: Pick<JobDefinition, 'schedule'> = {},
): JobDefinition {
  return {
    ...options,
    run: async (payload, context) => {
      const parsed = schema.parse(payload);
      const handle = await load();
      await handle(parsed, context);
    },
  };
}

/** Scheduled jobs carry when they were due, and nothing of ours. */
const scheduled = z.object({});

/** Every kind of job by the name under which it is queued. */
export const jobList: Readonly<Record<string, JobDefinition>> = {
  verify: defineJob(
    z.strictObject({ uploadId: z.string().min(1).max(64) }),
    async () => (await import('./jobs/verifyUpload')).verifyUpload,
  ),
  sweep: defineJob(scheduled, async () => (await import('./jobs/sweepUploads')).sweepUploads, {
    schedule: '* * * * *',
  }),
};
