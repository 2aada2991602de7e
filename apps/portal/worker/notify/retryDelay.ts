const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after a failed attempt: seven of them, just under a day together, so eight attempts. */
const pausesMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  6 * hour,
  10 * hour,
];
/** Part of a pause that chance takes away, so that what failed together is not tried again together. */
const jitter = 0.2;
/** What a receiver may ask us to wait, at most. */
const maxRetryAfterMs = 12 * hour;

/**
 * Milliseconds from a failed attempt to the next one; `null` when it was the last.
 *
 * @param attempts how many were made, this one included
 * @param retryAfterMs what the receiver asked for; it makes a pause longer and never shorter
 * @param random a number from 0 up to, not including, 1
 */
export function retryDelay(attempts: number, retryAfterMs: number | null, random: number): number | null {
  const pause = pausesMs[attempts - 1];
  if (pause === undefined) return null;
  const jittered = pause * (1 - jitter * random);
  return Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, maxRetryAfterMs)));
}

/** Reads `Retry-After`, seconds or a date, as milliseconds from `now`; `null` when it says nothing that can be used. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * second;
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
