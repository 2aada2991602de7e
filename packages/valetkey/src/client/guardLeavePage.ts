import type { Uploader } from './Uploader.ts';

/** A browser that has not begun with a download by then does not ask about it any more. */
const DOWNLOAD_MS = 1_000;

/**
 * Lets the browser ask before the page is left while something would be lost. A link with a `download` attribute does not leave the
 * page, also where the browser only learns that from the answer of another origin, as with a file in the store: it is let
 * pass. Returns how to stop.
 */
export function guardLeavePage(uploader: Pick<Uploader, 'subscribe' | 'getSnapshot'>): () => void {
  let downloadedAt = Number.NEGATIVE_INFINITY;
  const ask = (event: BeforeUnloadEvent) => {
    if (event.timeStamp - downloadedAt > DOWNLOAD_MS) event.preventDefault();
    downloadedAt = Number.NEGATIVE_INFINITY;
  };
  const noticeDownload = (event: Event) => {
    const link = (event.target as Element | null)?.closest?.('a[download]');
    if (link) downloadedAt = event.timeStamp;
  };
  let isGuarding = false;
  const update = () => {
    const isActive = uploader.getSnapshot().totals.active > 0;
    if (isActive === isGuarding) return;
    isGuarding = isActive;
    // Attached only while needed: a page with this listener is kept out of the back/forward cache.
    if (isActive) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  };
  addEventListener('click', noticeDownload, true);
  const unsubscribe = uploader.subscribe(update);
  update();
  return () => {
    unsubscribe();
    removeEventListener('beforeunload', ask);
    removeEventListener('click', noticeDownload, true);
  };
}
