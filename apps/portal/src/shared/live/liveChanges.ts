import type { LiveChange } from './LiveChange';

type Listener = (changes: readonly LiveChange[] | null) => void;

const listeners = new Set<Listener>();
const standingListeners = new Set<() => void>();
let isOn = false;
let isAsked = false;

/** What the connection is given to tell the page with. */
export type LivePage = {
  /** `null`: something may have been missed. */
  tell: Listener;
  setOn: (isOn: boolean) => void;
};

const page: LivePage = {
  tell(changes) {
    for (const listener of listeners) listener(changes);
  },
  setOn(next) {
    if (isOn === next) return;
    isOn = next;
    for (const listener of standingListeners) listener();
  },
};

/** Whether the page is being told; where not, it has to look for itself. For `useSyncExternalStore`. */
export const liveStanding = {
  subscribe(listener: () => void): () => void {
    standingListeners.add(listener);
    return () => standingListeners.delete(listener);
  },
  getSnapshot: () => isOn,
  getServerSnapshot: () => false,
};

/** The first who wants to hear brings the connection, which is not part of what a page loads at first. */
export function subscribeToLive(listener: Listener): () => void {
  listeners.add(listener);
  if (!isAsked) {
    isAsked = true;
    import('./connectLive').then(
      ({ connectLive }) => connectLive(page),
      // Without it the page looks for itself, as it does where the server is not reached.
      () => {
        isAsked = false;
      },
    );
  }
  return () => listeners.delete(listener);
}
