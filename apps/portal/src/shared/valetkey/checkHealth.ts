import 'server-only';
import type { Pool } from 'pg';
import type { BucketClient } from 'valetkey/s3';
import type { StoreProbe, StoreReport } from './createStoreProbe';

export type HealthPart = 'database' | 'store' | 'clock';

export type Health = {
  status: 'ok' | 'failing';
  parts: Record<HealthPart, 'ok' | 'failing'>;
  /** Parts that are not usable now, with what to look at. Never a secret, never an address. */
  failing: { part: HealthPart; detail: string }[];
  /** What works but should be looked at. */
  warnings: readonly string[];
};

/** Signatures fail when the clocks differ by more; stores themselves allow fifteen minutes. */
const maxClockSkewSeconds = 60;

export type HealthOptions = {
  pool: Pick<Pool, 'query'>;
  probe: StoreProbe;
  bucketClient: Pick<BucketClient, 'headBucket'>;
  /** How long a part may take, in milliseconds. @default 5_000 */
  timeoutMs?: number;
};

async function within<Value>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return await Promise.race([work(signal), late]);
}

/** Asks every part whether it can be used now. */
async function checkHealth({ pool, probe, bucketClient, timeoutMs = 5_000 }: HealthOptions): Promise<Health> {
  const [database, store] = await Promise.allSettled([
    within(timeoutMs, () => pool.query('select 1')),
    within(timeoutMs, async (signal): Promise<StoreReport> => {
      const report = await probe();
      if (!(await bucketClient.headBucket({ signal }))) throw new Error('no bucket');
      return report;
    }),
  ]);
  const failing: Health['failing'] = [];
  if (database.status === 'rejected')
    failing.push({ part: 'database', detail: 'The database cannot be reached (DATABASE_URL).' });
  let warnings: readonly string[] = [];
  if (store.status === 'rejected') {
    failing.push({
      part: 'store',
      detail: 'The file store cannot be used (S3_*); `valetkey setup` checks it.',
    });
  } else {
    warnings = store.value.warnings;
    const skew = store.value.capabilities.clockSkewSeconds;
    if (Math.abs(skew) > maxClockSkewSeconds)
      failing.push({
        part: 'clock',
        detail: `This machine's clock and the store's differ by ${Math.round(skew)} seconds.`,
      });
  }
  const isFailing = (part: HealthPart) => failing.some((entry) => entry.part === part);
  const part = (name: HealthPart) => (isFailing(name) ? 'failing' : 'ok') as 'ok' | 'failing';
  return {
    status: failing.length === 0 ? 'ok' : 'failing',
    parts: { database: part('database'), store: part('store'), clock: part('clock') },
    failing,
    warnings,
  };
}

/** One check at a time, shared by all who ask meanwhile: anybody may ask, and each check costs a call to the store. */
export function createHealthCheck(options: HealthOptions): () => Promise<Health> {
  let running: Promise<Health> | null = null;
  return () => {
    running ??= checkHealth(options).finally(() => {
      running = null;
    });
    return running;
  };
}
