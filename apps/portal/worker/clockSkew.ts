import type { Pool } from 'pg';

/**
 * How far a worker's clock may be from the database's, in milliseconds. What is due (the trash, retention, what was never finished) is
 * judged by the worker's: one that is a month ahead would end what people could still restore. Stores refuse signatures at a quarter of
 * an hour, so this is less.
 */
export const maxSkewMilliseconds = 5 * 60_000;

/** How far this clock is ahead of the database's, in milliseconds; negative where it is behind. */
export async function readClockSkew(pool: Pick<Pool, 'query'>, clock: () => Date): Promise<number> {
  const before = clock().getTime();
  const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
  const between = (before + clock().getTime()) / 2;
  return between - (rows[0]?.at.getTime() ?? between);
}

/** What an operator reads; `null` where the clock is good enough. */
export function clockProblem(skewMilliseconds: number): string | null {
  if (Math.abs(skewMilliseconds) <= maxSkewMilliseconds) return null;
  const minutes = Math.round(Math.abs(skewMilliseconds) / 60_000);
  return `This machine's clock is ${minutes} minutes ${skewMilliseconds > 0 ? 'ahead of' : 'behind'} the database's. Set both by a time server: what a worker ends, it ends by its clock.`;
}
