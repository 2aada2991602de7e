/**
 * Tells what takes time: nothing for a step below a second, a line when it passes one, a line when it ends.
 * @param {{ write: (line: string) => void, now?: () => number, everyMilliseconds?: number }} options
 */
export function createProgress({ write, now = Date.now, everyMilliseconds = 15_000 }) {
  const startedAt = now();
  return {
    note: (text) => write(`  ${text}`),
    elapsed: () => formatSeconds(now() - startedAt),
    /** Runs one step under its name and returns its result; `tellsEnd: false` leaves the last line to the caller. */
    async step(name, run, { tellsEnd = true } = {}) {
      const begin = now();
      let isAnnounced = false;
      const announce = setTimeout(() => {
        isAnnounced = true;
        write(`  ${name} ...`);
      }, 1_000);
      const remind = setInterval(
        () => write(`  ${name} ... ${formatSeconds(now() - begin)}`),
        everyMilliseconds,
      );
      try {
        const result = await run();
        if (isAnnounced && tellsEnd) write(`  ${name}: done in ${formatSeconds(now() - begin)}`);
        return result;
      } finally {
        clearTimeout(announce);
        clearInterval(remind);
      }
    },
  };
}

export function formatSeconds(milliseconds) {
  const seconds = milliseconds / 1000;
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
