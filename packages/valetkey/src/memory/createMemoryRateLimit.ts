import type { RateLimit } from '../server/index.ts';

export type MemoryRateLimitOptions = {
  /** @default () => new Date() */
  clock?: () => Date;
};

/** Keys remembered at most; beyond it the windows that ended are forgotten. */
const maxKeys = 10_000;

/** Counts in fixed windows in the memory of one process: for tests, and for applications that run as one process. */
export function createMemoryRateLimit({ clock = () => new Date() }: MemoryRateLimitOptions = {}): RateLimit {
  const windows = new Map<string, { until: number; count: number }>();
  return async (key, { limit, windowSeconds, cost = 1 }) => {
    const now = clock().getTime();
    if (windows.size >= maxKeys) {
      for (const [old, { until }] of windows) if (until <= now) windows.delete(old);
    }
    const known = windows.get(key);
    const window =
      known !== undefined && known.until > now ? known : { until: now + windowSeconds * 1000, count: 0 };
    windows.set(key, window);
    window.count += cost;
    return {
      allowed: window.count <= limit,
      retryAfterSeconds: window.count <= limit ? 0 : Math.ceil((window.until - now) / 1000),
    };
  };
}
