import type { Uploader } from './Uploader.ts';

/** Lets the browser ask before the page is left while something would be lost. Returns how to stop. */
export function guardLeavePage(uploader: Pick<Uploader, 'subscribe' | 'getSnapshot'>): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  let isGuarding = false;
  const update = () => {
    const isActive = uploader.getSnapshot().totals.active > 0;
    if (isActive === isGuarding) return;
    isGuarding = isActive;
    // Attached only while needed: a page with this listener is kept out of the back/forward cache.
    if (isActive) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  };
  const unsubscribe = uploader.subscribe(update);
  update();
  return () => {
    unsubscribe();
    removeEventListener('beforeunload', ask);
  };
}
