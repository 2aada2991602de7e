import type { Logger } from 'pino';
import type { SweepReport } from 'valetkey/server';

/** Writes what a sweep did into the log: only what there was, and nothing where there was nothing. */
export function createSweepNote(logger: Pick<Logger, 'info' | 'warn'>) {
  return (report: SweepReport, requestId: string, missing: readonly string[] = []): void => {
    const counts = Object.fromEntries(Object.entries(report).filter(([, count]) => count > 0));
    if (Object.keys(counts).length === 0) return;
    const level = report.failures > 0 || report.missingObjects > 0 ? 'warn' : 'info';
    logger[level]({ requestId, ...counts, ...(missing.length > 0 && { missing }) }, 'swept');
  };
}
