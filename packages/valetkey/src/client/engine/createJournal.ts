import { LARGE_FILE_BYTES, type UploadItem } from '../UploadItem.ts';
import type { UploadBook } from './Engine.ts';

export type Journal = {
  isResumable(item: UploadItem): boolean;
  /** It began in this browser, which other tabs may show. */
  remember(item: UploadItem): void;
  forget(item: UploadItem): void;
  forgetAll(): void;
  /** They may show how far uploads of this tab are. */
  tellOtherTabs(): void;
};

/** Loaded when the first large file comes: small selections never pay for it. */
export const recovery = () => import('../recovery.ts');

/** What this browser keeps of large uploads. It is a convenience: an upload never fails because of it. */
export function createJournal({ options, items, signal }: UploadBook): Journal {
  let isHeard = false;
  const isResumable = (item: UploadItem) => options.resumable !== false && item.sizeBytes >= LARGE_FILE_BYTES;

  function write(act: (module: Awaited<ReturnType<typeof recovery>>) => Promise<void>): void {
    if (options.resumable !== false)
      void recovery()
        .then(act)
        .catch(() => {});
  }

  function tellOtherTabs(): void {
    if (isHeard) return;
    isHeard = true;
    import('../otherTabs.ts').then(
      ({ answerOtherTabs }) => answerOtherTabs(items, signal),
      () => {
        isHeard = false;
      },
    );
  }

  return {
    isResumable,
    remember(item) {
      if (!isResumable(item)) return;
      write(({ rememberUpload }) => rememberUpload(item));
      tellOtherTabs();
    },
    forget(item) {
      const { uploadId } = item;
      if (uploadId && isResumable(item)) write(({ forgetUpload }) => forgetUpload(uploadId));
    },
    forgetAll: () => write(({ forgetAll }) => forgetAll()),
    tellOtherTabs,
  };
}
