import type { Uploader } from './Uploader.ts';

/**
 * Keeps the screen on while something is being uploaded, so that a laptop or phone does not fall asleep over it. Returns
 * how to stop. Where the browser has no wake lock, or refuses one (low battery), nothing happens.
 */
export function keepScreenAwake(uploader: Pick<Uploader, 'subscribe' | 'getSnapshot'>): () => void {
  let lock: WakeLockSentinel | null = null;
  let isAsking = false;
  let isStopped = false;
  const update = () => {
    const isWanted = !isStopped && uploader.getSnapshot().totals.active > 0;
    if (!isWanted) {
      void lock?.release();
      lock = null;
    } else if (
      (!lock || lock.released) &&
      !isAsking &&
      document.visibilityState === 'visible' &&
      navigator.wakeLock
    ) {
      isAsking = true;
      navigator.wakeLock
        .request('screen')
        .then(
          (granted) => {
            lock = granted;
          },
          () => {},
        )
        .finally(() => {
          isAsking = false;
          if (isStopped) update();
        });
    }
  };
  // The browser takes the lock away from a hidden page.
  document.addEventListener('visibilitychange', update);
  const unsubscribe = uploader.subscribe(update);
  update();
  return () => {
    isStopped = true;
    unsubscribe();
    document.removeEventListener('visibilitychange', update);
    update();
  };
}
