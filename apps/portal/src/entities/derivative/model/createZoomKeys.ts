/** What a page's keys ask of every picture that is looked at. */
export type ZoomKey = 'in' | 'out' | 'fit' | 'actual' | 'turn';

/** Carries a page's keys to the frames that are shown, whichever they are. */
export type ZoomKeys = {
  press: (key: ZoomKey) => void;
  /** @returns ends it */
  listen: (listener: (key: ZoomKey) => void) => () => void;
};

export function createZoomKeys(): ZoomKeys {
  const listeners = new Set<(key: ZoomKey) => void>();
  return {
    press: (key) => {
      for (const listener of listeners) listener(key);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
