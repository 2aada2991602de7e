/** What a rule sees of a request. */
export type FaultRequest = {
  /** S3's name of the operation: `PutObject`, `UploadPart`, `PostObject`, `Preflight`, ... */
  operation: string;
  method: string;
  bucket: string | null;
  key: string | null;
  partNumber: number | null;
};

export type FaultRule = {
  /** Operations it applies to. @default all */
  operation?: string | readonly string[];
  key?: string | RegExp;
  partNumber?: number;
  /** Any other condition. */
  when?: (request: FaultRequest) => boolean;
  /** Lets this many matching requests pass first. @default 0 */
  skip?: number;
  /** Applies to this many requests, then never again. @default Infinity */
  times?: number;

  /** Waits before the request is looked at, in milliseconds. */
  latencyMs?: number;
  /** Answers this instead of performing the request. `code` is the S3 code. */
  status?: { status: number; code?: string; retryAfterSeconds?: number };
  /** Cuts the connection after so many bytes of the request's body; nothing is performed. */
  dropAfterBytes?: number;
  /** Stops reading the body after so many bytes, until `release()` or for `stallMs`. */
  stallAfterBytes?: number;
  /** How long a stall lasts, in milliseconds. @default Infinity */
  stallMs?: number;
  /** Performs the request and cuts the connection instead of answering. */
  loseResponse?: boolean;
  /** Cuts the connection after so many bytes of the answer's body. */
  dropResponseAfterBytes?: number;
  /** Bandwidth of this connection in bytes per second, towards the server. */
  uploadBytesPerSecond?: number;
  /** Bandwidth of this connection in bytes per second, towards the client. */
  downloadBytesPerSecond?: number;
};

/** The effects that apply to one request, of all rules that match it. */
export type FaultEffects = Omit<FaultRule, 'operation' | 'key' | 'partNumber' | 'when' | 'skip' | 'times'>;

/** Makes an S3 server misbehave on purpose. One object may serve several servers. */
export type Faults = {
  /** Adds a rule; the returned function takes it away. */
  inject(rule: FaultRule): () => void;
  clear(): void;
  /** Ends every stall under way. */
  release(): void;
  /** Moves the server's clock, in seconds. */
  setClockSkewSeconds(seconds: number): void;
  readonly clockSkewSeconds: number;
  /** How many requests a rule met. */
  readonly hits: number;
  /** For the server: what happens to this request. */
  effectsOf(request: FaultRequest): FaultEffects | null;
  /** For the server: resolves when a stall ends. */
  stalled(milliseconds: number, signal: AbortSignal): Promise<void>;
};

function matches(rule: FaultRule, request: FaultRequest): boolean {
  const operations = typeof rule.operation === 'string' ? [rule.operation] : rule.operation;
  if (operations && !operations.includes(request.operation)) return false;
  if (typeof rule.key === 'string' && rule.key !== request.key) return false;
  if (rule.key instanceof RegExp && !(request.key !== null && request.key.search(rule.key) !== -1))
    return false;
  if (rule.partNumber !== undefined && rule.partNumber !== request.partNumber) return false;
  return rule.when?.(request) ?? true;
}

export function createFaults(): Faults {
  const rules: { rule: FaultRule; seen: number }[] = [];
  const releases = new Set<() => void>();
  let hits = 0;
  let skew = 0;
  return {
    inject(rule) {
      const entry = { rule, seen: 0 };
      rules.push(entry);
      return () => {
        const at = rules.indexOf(entry);
        if (at !== -1) rules.splice(at, 1);
      };
    },
    clear() {
      rules.length = 0;
      skew = 0;
      for (const release of [...releases]) release();
    },
    release() {
      for (const release of [...releases]) release();
    },
    setClockSkewSeconds(seconds) {
      skew = seconds;
    },
    get clockSkewSeconds() {
      return skew;
    },
    get hits() {
      return hits;
    },
    effectsOf(request) {
      const effects: FaultEffects = {};
      let met = false;
      for (const entry of rules) {
        const {
          operation,
          key,
          partNumber,
          when,
          skip = 0,
          times = Number.POSITIVE_INFINITY,
          ...own
        } = entry.rule;
        if (!matches(entry.rule, request)) continue;
        entry.seen++;
        if (entry.seen <= skip || entry.seen > skip + times) continue;
        Object.assign(effects, own);
        met = true;
      }
      if (met) hits++;
      return met ? effects : null;
    },
    stalled(milliseconds, signal) {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const release = () => {
          clearTimeout(timer);
          releases.delete(release);
          signal.removeEventListener('abort', release);
          resolve();
        };
        if (signal.aborted) return resolve();
        if (Number.isFinite(milliseconds)) timer = setTimeout(release, milliseconds);
        signal.addEventListener('abort', release);
        releases.add(release);
      });
    },
  };
}
