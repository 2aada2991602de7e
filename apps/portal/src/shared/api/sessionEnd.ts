const listeners = new Set<() => void>();
let hasEnded = false;

/** Somebody heard from the server that the session is over: nothing on this page works until the user signs in again. */
export function noteSessionEnd(): void {
  if (hasEnded) return;
  hasEnded = true;
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`. */
export const sessionEnd = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  getSnapshot: () => hasEnded,
  getServerSnapshot: () => false,
};
