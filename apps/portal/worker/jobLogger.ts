import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from 'pino';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Hands what the queue says to our own logger. A job's payload is never part of it. */
export function jobLogger(logger: Logger): QueueLogger {
  return new QueueLogger((scope) => (level, message, meta) => {
    const { taskIdentifier: job, jobId } = scope as { taskIdentifier?: string; jobId?: string };
    const err = meta?.error;
    logger[levels[level] ?? 'debug']({ job, jobId, ...(err !== undefined && { err }) }, message);
  });
}
