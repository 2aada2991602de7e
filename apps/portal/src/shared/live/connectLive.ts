import { callApi, noteSessionEnd, sessionEnd } from '@/shared/api';
import type { LiveChange } from './LiveChange';
import type { LivePage } from './liveChanges';

const name = 'valetkey-live';

/** After a refusal it is tried again, later each time. In milliseconds. */
const firstRetryMs = 5_000;
const lastRetryMs = 120_000;

type Message =
  | { type: 'changes'; changes: readonly LiveChange[] }
  /** Connected, perhaps again: what is on the page may be old. */
  | { type: 'ready' }
  | { type: 'lost' }
  | { type: 'signed-out' }
  /** A page that came later wants to know how it stands. */
  | { type: 'hello' }
  | { type: 'standing'; isOn: boolean };

/** Holds the connection, as long as this page is the one that does; returns how to end it. */
function hold(say: (message: Message) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;

  function open(): void {
    source = new EventSource('/api/events');
    source.addEventListener('ready', () => {
      retryMs = firstRetryMs;
      say({ type: 'ready' });
    });
    source.addEventListener('changes', ({ data }: MessageEvent<string>) => {
      const { changes } = JSON.parse(data) as { changes: LiveChange[] };
      say({ type: 'changes', changes });
    });
    source.addEventListener('signed-out', () => {
      source?.close();
      say({ type: 'lost' });
      // Another page of this browser may have signed in since, with the cookie that is this page's as well.
      callApi<unknown>('/api/auth/get-session').then(
        (session) => (session === null ? say({ type: 'signed-out' }) : open()),
        () => {
          timer = setTimeout(open, retryMs);
        },
      );
    });
    source.onerror = () => {
      say({ type: 'lost' });
      // A connection that broke is made again by the browser; an answer that was no stream is final, for it.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(lastRetryMs, retryMs * 2);
    };
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
    say({ type: 'lost' });
  };
}

/**
 * One connection for all pages of a browser: over HTTP/1.1 a browser makes six to one host, and a few open pages would use them up. A lock
 * says which page holds it, and goes to another one when that page does. Where there are no locks, pages look for themselves.
 */
export function connectLive({ tell, setOn }: LivePage): void {
  if (navigator.locks === undefined || typeof BroadcastChannel === 'undefined') return;
  let isHolder = false;
  let isOn = false;
  const channel = new BroadcastChannel(name);

  function hear(message: Message): void {
    if (message.type === 'hello') {
      if (isHolder) channel.postMessage({ type: 'standing', isOn } satisfies Message);
      return;
    }
    if (message.type === 'changes') {
      tell(message.changes);
      return;
    }
    if (message.type === 'signed-out') noteSessionEnd();
    isOn = message.type === 'standing' ? message.isOn : message.type === 'ready';
    setOn(isOn);
    if (message.type === 'ready') tell(null);
  }

  function say(message: Message): void {
    hear(message);
    channel.postMessage(message);
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  channel.postMessage({ type: 'hello' } satisfies Message);

  function begin(): void {
    const stop = new AbortController();
    void navigator.locks
      .request(name, { signal: stop.signal }, async () => {
        isHolder = true;
        const letGo = hold(say);
        await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
        letGo();
        isHolder = false;
      })
      // Given up while it waited for its turn.
      .catch(() => undefined);
    const end = () => {
      removeEventListener('pagehide', end);
      stop.abort();
    };
    addEventListener('pagehide', end);
    const forget = sessionEnd.subscribe(() => {
      forget();
      end();
    });
  }

  // A page that the browser kept and shows again goes on.
  addEventListener('pageshow', ({ persisted }) => persisted && begin());
  begin();
}
