/** The part of `XMLHttpRequest` the engine uses: the only browser API that reports upload progress. */
export type XhrLike = {
  readonly status: number;
  readonly responseText: string;
  readonly responseURL: string;
  readonly upload: {
    addEventListener(type: 'progress', listener: (event: { loaded: number; total: number }) => void): void;
  };
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  addEventListener(type: 'load' | 'error' | 'abort' | 'timeout', listener: () => void): void;
  send(body: Blob | FormData): void;
  abort(): void;
};

export type Clock = {
  /** Milliseconds; only differences matter. */
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
};

/** Everything the engine takes from outside; tests hand in their own. */
export type Ports = {
  /** For the app server's JSON. */
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** For bytes to the store. */
  createXhr: () => XhrLike;
  clock: Clock;
  /** 0 <= x < 1: jitter and idempotency keys. */
  random: () => number;
  /** Runs the callback before the next paint (or soon, in a hidden page). */
  scheduleFrame: (callback: () => void) => void;
  /** Whether sending makes sense: there is a network, and the browser lets the page run. */
  online: {
    isOnline(): boolean;
    subscribe(listener: () => void): () => void;
  };
};

/** The browser's own. Touches no global before it is used, so that a server may import and render it. */
export function browserPorts(): Ports {
  // A frozen page keeps its requests and hears nothing of them: they are called off before, and sent anew when it runs again.
  // https://wicg.github.io/page-lifecycle/
  let isFrozen = false;
  return {
    fetch: (url, init) => fetch(url, init),
    createXhr: () => new XMLHttpRequest(),
    clock: {
      now: () => performance.now(),
      setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
      clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
    },
    random: Math.random,
    scheduleFrame(callback) {
      // A hidden page gets no frames, and a page may be hidden while one is awaited: whichever comes first.
      let isDone = false;
      const once = () => {
        clearTimeout(timer);
        if (!isDone) callback();
        isDone = true;
      };
      const timer = setTimeout(once, 250);
      if (typeof requestAnimationFrame === 'function') requestAnimationFrame(once);
    },
    online: {
      isOnline: () => !isFrozen && (typeof navigator === 'undefined' || navigator.onLine !== false),
      subscribe(listener) {
        if (typeof addEventListener !== 'function') return () => {};
        const controller = new AbortController();
        const { signal } = controller;
        const change = (frozen: boolean) => () => {
          isFrozen = frozen;
          listener();
        };
        addEventListener('online', listener, { signal });
        addEventListener('offline', listener, { signal });
        document.addEventListener('freeze', change(true), { signal });
        document.addEventListener('resume', change(false), { signal });
        return () => controller.abort();
      },
    },
  };
}
