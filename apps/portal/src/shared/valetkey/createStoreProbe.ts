import 'server-only';
import type { Logger } from 'pino';
import { probeStore, type StoreCapabilities, type StoreConfig } from 'valetkey/s3';

/** What the store was last seen to do. */
export type StoreReport = { capabilities: StoreCapabilities; warnings: readonly string[] };

/** Answers from memory while that is fresh. Rejects while the store cannot be used. */
export type StoreProbe = () => Promise<StoreReport>;

/** A store is probed again after this long, in milliseconds; a failed probe is not repeated sooner than the second figure. */
const freshMs = 60 * 60 * 1000;
const retryMs = 2_000;

export type StoreProbeOptions = {
  store: StoreConfig;
  clock: () => Date;
  logger: Logger;
  /** @default probeStore of valetkey/s3 */
  probe?: (store: StoreConfig) => Promise<StoreReport>;
};

/**
 * Remembers one probe for everybody. While an hourly probe runs or fails, the last good answer stays in use: a short
 * outage of the store must not turn into refused handshakes for longer than it lasts.
 */
export function createStoreProbe({
  store,
  clock,
  logger,
  probe = (config) => probeStore(config, { fetch, clock }),
}: StoreProbeOptions): StoreProbe {
  let running: Promise<StoreReport> | null = null;
  let latest: { report: StoreReport; at: number } | null = null;
  let failure: { error: unknown; at: number } | null = null;

  const run = () => {
    running ??= probe(store)
      .then(
        (report) => {
          latest = { report, at: clock().getTime() };
          failure = null;
          for (const warning of report.warnings) logger.warn({ warning }, 'store');
          return report;
        },
        (error: unknown) => {
          failure = { error, at: clock().getTime() };
          throw error;
        },
      )
      .finally(() => {
        running = null;
      });
    return running;
  };

  return async () => {
    const now = clock().getTime();
    const isFailureFresh = failure !== null && now - failure.at < retryMs;
    if (latest !== null) {
      if (now - latest.at > freshMs && !isFailureFresh)
        run().catch((error) => logger.warn({ err: error }, 'store probe'));
      return latest.report;
    }
    if (isFailureFresh && running === null) throw failure!.error;
    return run();
  };
}
