export declare const DATABASE_NAME: string;

export type EmbeddedPostgres = {
  port: number;
  /** Process id of the postmaster. */
  pid: number;
  watcherPid: number;
  isNew: boolean;
  stale: 'none' | 'stopped' | 'note removed';
  /** Connection strings by login. */
  urls: { owner: string; app: string; worker: string };
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null; error: Error | null }>;
  stop(): Promise<void>;
};

export declare function startEmbeddedPostgres(options: {
  directory: string;
  port: number;
  passwords: { owner: string; app: string; worker: string };
  logFile: string;
  durable?: boolean;
  signal?: AbortSignal;
  settings?: Readonly<Record<string, string>>;
  /** Folder with `bin` of another PostgreSQL than the embedded one. */
  binaries?: string;
}): Promise<EmbeddedPostgres>;

/** An empty database of its own for a test file; `stop` removes it. */
export declare function startTestPostgres(options?: { binaries?: string }): Promise<EmbeddedPostgres>;

/** Folder of the newest PostgreSQL that the system has installed, or `null`. */
export declare function findSystemPostgres(): string | null;
