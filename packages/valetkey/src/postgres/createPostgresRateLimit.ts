import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';

export type RateLimitRule = {
  /** What one window allows. */
  limit: number;
  /** Length of a window, in seconds; it starts with the first call. */
  windowSeconds: number;
  /** What this call takes. @default 1 */
  cost?: number;
};

export type RateLimitVerdict = {
  allowed: boolean;
  /** Seconds until the window ends; 0 when allowed. */
  retryAfterSeconds: number;
};

export type RateLimit = (key: string, rule: RateLimitRule) => Promise<RateLimitVerdict>;

export type PostgresRateLimitOptions = {
  pool: Pool;
  /** @default the system clock */
  clock?: () => Date;
};

/** Counts calls in the database, so that every process of an installation shares the limits. A refused call costs nothing. */
export function createPostgresRateLimit(options: PostgresRateLimitOptions): RateLimit {
  const { pool, clock = () => new Date() } = options;
  return async (key, { limit, windowSeconds, cost = 1 }) => {
    const now = clock();
    return onPool(pool, async (client) => {
      const taken = await client.query(
        `insert into valetkey.rate_limit as r (key, used, ends_at)
         select $1, $2::integer, $4::timestamptz + make_interval(secs => $5) where $2::integer <= $3::integer
         on conflict (key) do update set
           used = case when r.ends_at <= $4 then excluded.used else r.used + excluded.used end,
           ends_at = case when r.ends_at <= $4 then excluded.ends_at else r.ends_at end
         where r.ends_at <= $4 or r.used + excluded.used <= $3::integer
         returning 1`,
        [key, cost, limit, now, windowSeconds],
      );
      if (taken.rowCount === 1) return { allowed: true, retryAfterSeconds: 0 };
      const window = await client.query<{ ends_at: Date }>(
        'select ends_at from valetkey.rate_limit where key = $1',
        [key],
      );
      const endsAt = window.rows[0]?.ends_at.getTime() ?? now.getTime() + windowSeconds * 1000;
      return {
        allowed: false,
        retryAfterSeconds: Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000)),
      };
    });
  };
}
