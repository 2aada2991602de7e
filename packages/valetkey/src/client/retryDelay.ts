import type { Clock } from './ports.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A server may ask for more patience than this; a person does not have it. */
const LONGEST_RETRY_AFTER_SECONDS = 300;

/** Milliseconds before the n-th repetition (from 1): full jitter, on top of what the server asked for. */
export function retryDelay(repetition: number, random: () => number, retryAfterSeconds = 0): number {
  const spread = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (repetition - 1));
  return Math.min(LONGEST_RETRY_AFTER_SECONDS, retryAfterSeconds) * 1_000 + random() * spread;
}

/** Seconds of a `Retry-After` header; dates are ignored, since clocks differ. */
export function retryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}

/** Waits, or rejects with the signal's reason. */
export function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
