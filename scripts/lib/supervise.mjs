const FIRST_DELAY_MILLISECONDS = 250;
const LONGEST_DELAY_MILLISECONDS = 30_000;
/** A part that ran this long has earned a quick restart again. */
const STEADY_MILLISECONDS = 60_000;

/**
 * Keeps one part running: starts it, and starts it again with growing delays whenever it ends by itself. A failure of the
 * first start is the caller's; later ones are reported and tried again.
 *
 * @param {{
 *   name: string,
 *   start: (signal: AbortSignal) => Promise<{ pid: number, exited: Promise<{ code: number | null, signal: string | null }>, stop: () => Promise<void> }>,
 *   report: (line: string) => void,
 *   onPid: (pid: number | null) => void,
 *   now?: () => number,
 *   delay?: (milliseconds: number, signal: AbortSignal) => Promise<void>,
 * }} options
 */
export async function supervise({ name, start, report, onPid, now = Date.now, delay = wait }) {
  const stopping = new AbortController();
  let current = await start(stopping.signal);
  let startedAt = now();
  onPid(current.pid);

  async function keepRunning() {
    let failures = 0;
    for (;;) {
      const { code, signal } = await current.exited;
      if (stopping.signal.aborted) return;
      onPid(null);
      if (now() - startedAt >= STEADY_MILLISECONDS) failures = 0;
      report(`${name} ended (${signal ? `signal ${signal}` : `exit ${code}`}), starting it again`);
      for (let isUp = false; !isUp; ) {
        const milliseconds = restartDelay(failures);
        failures += 1;
        await delay(milliseconds, stopping.signal);
        if (stopping.signal.aborted) return;
        try {
          current = await start(stopping.signal);
          isUp = true;
        } catch (error) {
          if (stopping.signal.aborted || error.name === 'AbortError') return;
          report(
            `${name} did not start, next attempt in ${restartDelay(failures) / 1000} s: ${error.message}`,
          );
        }
      }
      startedAt = now();
      onPid(current.pid);
      report(`${name} runs again`);
      if (stopping.signal.aborted) return;
    }
  }

  const watching = keepRunning();
  return {
    name,
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}

/** Doubles from a quarter of a second to half a minute; the first restart is immediate. */
export function restartDelay(failures) {
  if (failures === 0) return 0;
  return Math.min(LONGEST_DELAY_MILLISECONDS, FIRST_DELAY_MILLISECONDS * 2 ** (failures - 1));
}

function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
