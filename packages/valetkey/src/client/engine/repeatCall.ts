import type { Ports } from '../ports.ts';
import { retryDelay, wait } from '../retryDelay.ts';
import { UploadError } from '../UploadError.ts';

/** One app-server call, repeated while that may help. */
export type Call = <T>(run: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export type RepeatCallOptions = {
  ports: Pick<Ports, 'clock' | 'random' | 'online'>;
  retries: number;
  signal: AbortSignal;
};

/** Makes one app-server call, again after a passing failure, and not before there is a network. All of them are idempotent. */
export async function repeatCall<T>(
  run: (signal: AbortSignal) => Promise<T>,
  options: RepeatCallOptions,
): Promise<T> {
  const { ports, signal } = options;
  for (let failures = 0; ; ) {
    await untilOnline(ports.online, signal);
    try {
      return await run(signal);
    } catch (cause) {
      signal.throwIfAborted();
      const error =
        cause instanceof UploadError
          ? cause
          : new UploadError('INTERNAL', 'Something went wrong.', { cause });
      if (!ports.online.isOnline() && error.isTransient) continue;
      if (!error.isTransient || ++failures > options.retries) throw error;
      await wait(ports.clock, retryDelay(failures, ports.random, error.retryAfterSeconds), signal);
    }
  }
}

function untilOnline(online: Ports['online'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (online.isOnline()) return resolve();
    const stop = () => {
      unsubscribe();
      reject(signal.reason);
    };
    const unsubscribe = online.subscribe(() => {
      if (!online.isOnline()) return;
      unsubscribe();
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
