import type { LiveChange, LiveKind } from './LiveChange';

/** More ids than this in one message are not named: the page asks for its list, which costs less than one by one. */
const maxIds = 100;

export type LiveSubscriptionOptions = {
  /** Between the first of several changes and the message that tells of all of them, in milliseconds. */
  gatherMs: number;
  /** Between two messages, in milliseconds. */
  pauseMs: number;
  /** Silence after which something is sent, so that nothing between takes the connection for dead, in milliseconds. */
  heartbeatMs: number;
  now: () => number;
};

/** What one connection is still to be told. However slowly it is read, it holds one message. */
export type LiveSubscription = {
  add: (change: LiveChange) => void;
  /** @param farewell said last, when it is read */
  end: (farewell?: string) => void;
  /** The next piece of the stream, when there is one; `null` after the end. */
  next: () => Promise<string | null>;
};

type Pending = { kind: LiveKind; isOwn: boolean; ids: Set<string> | null };

/** Gathers changes until the reader takes them: any number of arrivals in a second is one message. */
export function createLiveSubscription(options: LiveSubscriptionOptions): LiveSubscription {
  const { gatherMs, pauseMs, heartbeatMs, now } = options;
  const pending = new Map<string, Pending>();
  let hasEnded = false;
  let last: string | null = null;
  let saidAt = Number.NEGATIVE_INFINITY;
  let reader: ((piece: string | null) => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function answer(piece: string | null): void {
    clearTimeout(timer);
    timer = undefined;
    const waiting = reader;
    reader = null;
    waiting?.(piece);
  }

  function tell(): void {
    const changes = [...pending.values()].map(({ ids, ...rest }) => ({ ...rest, ids: ids && [...ids] }));
    pending.clear();
    saidAt = now();
    answer(`event: changes\ndata: ${JSON.stringify({ changes })}\n\n`);
  }

  function plan(): void {
    clearTimeout(timer);
    timer =
      pending.size > 0
        ? setTimeout(tell, Math.max(gatherMs, saidAt + pauseMs - now()))
        : setTimeout(() => answer(': still here\n\n'), heartbeatMs);
  }

  return {
    add({ kind, ids, isOwn }) {
      if (hasEnded) return;
      const isFirst = pending.size === 0;
      const key = `${kind} ${isOwn}`;
      const known = pending.get(key) ?? { kind, isOwn, ids: new Set<string>() };
      pending.set(key, known);
      for (const id of ids ?? []) known.ids?.add(id);
      if (ids === null || (known.ids?.size ?? 0) > maxIds) known.ids = null;
      if (isFirst && reader !== null) plan();
    },
    end(farewell) {
      if (hasEnded) return;
      hasEnded = true;
      pending.clear();
      if (reader === null) last = farewell ?? null;
      else answer(farewell ?? null);
    },
    next() {
      if (hasEnded) {
        const piece = last;
        last = null;
        return Promise.resolve(piece);
      }
      return new Promise((resolve) => {
        reader = resolve;
        plan();
      });
    },
  };
}
