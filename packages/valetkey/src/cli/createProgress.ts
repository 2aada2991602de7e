import type { CommandIo } from './CommandIo.ts';

/** Says what is going on once it takes longer than a second: over one line on a terminal, else a line every ten seconds. */
export type Progress = {
  /** What is being done now. */
  say(text: string): void;
  /** Ends it and wipes its line. */
  stop(): void;
};

const quietMs = 1_000;
const terminalMs = 120;
const pipedMs = 10_000;

export function createProgress(io: Pick<CommandIo, 'warn' | 'rewrite'>): Progress {
  let text = '';
  let isShown = false;
  let ticker: NodeJS.Timeout | undefined;
  const show = () => {
    if (text === '') return;
    isShown = true;
    if (io.rewrite) io.rewrite(`${text} ...`);
    else io.warn(`${text} ...`);
  };
  const first = setTimeout(() => {
    show();
    ticker = setInterval(show, io.rewrite ? terminalMs : pipedMs);
    ticker.unref();
  }, quietMs);
  first.unref();
  return {
    say(next) {
      text = next;
    },
    stop() {
      clearTimeout(first);
      clearInterval(ticker);
      if (isShown) io.rewrite?.('');
      text = '';
    },
  };
}
