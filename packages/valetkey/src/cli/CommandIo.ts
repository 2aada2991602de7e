/** What a command touches of the outside. */
export type CommandIo = {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** One line of the answer, to standard output. */
  print(line: string): void;
  /** One line about a problem or progress, to standard error. */
  warn(line: string): void;
  /** Ends with Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** Whether standard output is a terminal: only then there is colour. @default false */
  isTerminal?: boolean;
  /** Writes over the last line of standard error; absent where that is no terminal. */
  rewrite?: (line: string) => void;
  /** Asks on the terminal; `null` where nobody can answer. @default nobody can */
  ask?: (question: string, signal: AbortSignal) => Promise<boolean | null>;
  /** @default the global fetch */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** @default the system's clock */
  clock?: () => Date;
};
