import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';

export type SealAuditLogOptions = {
  /** Chains what is committed and not chained yet; answers how many events that were. */
  seal: (signal: AbortSignal) => Promise<number>;
  logger: Logger;
  signal: AbortSignal;
  /** Milliseconds between two rounds. @default 2_000 */
  everyMs?: number;
  /** Milliseconds after a failed round. @default 10_000 */
  afterFailureMs?: number;
};

/** Keeps the unsealed tail of the audit log a few seconds long, until `signal` is aborted. */
export async function sealAuditLog({
  seal,
  logger,
  signal,
  everyMs = 2_000,
  afterFailureMs = 10_000,
}: SealAuditLogOptions): Promise<void> {
  while (!signal.aborted) {
    let pause = everyMs;
    try {
      const sealed = await seal(signal);
      if (sealed > 0) logger.debug({ sealed }, 'audit events sealed');
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error }, 'audit events not sealed');
      pause = afterFailureMs;
    }
    await wait(pause, undefined, { signal }).catch(() => {});
  }
}
