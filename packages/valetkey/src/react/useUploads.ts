'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { Upload, UploaderSnapshot } from '../client/index.ts';
import { useUploader } from './ValetKeyProvider.tsx';

/**
 * All uploads and their totals, renewed at most once per frame. With a selector the component is rendered only when what
 * it selects becomes another value: `useUploads((uploads) => uploads.totals.active > 0)`.
 */
export function useUploads(): UploaderSnapshot;
export function useUploads<T>(select: (snapshot: UploaderSnapshot) => T): T;
export function useUploads<T>(select?: (snapshot: UploaderSnapshot) => T): T | UploaderSnapshot {
  const { subscribe, getSnapshot } = useUploader();
  const read = () => (select ? select(getSnapshot()) : getSnapshot());
  return useSyncExternalStore(subscribe, read, read);
}

/** One upload; rendered only when this one changes. `null` once it is removed. */
export function useUpload(id: string): Upload | null {
  const { subscribeUpload, getUpload } = useUploader();
  const subscribe = useCallback(
    (listener: () => void) => subscribeUpload(id, listener),
    [subscribeUpload, id],
  );
  const read = () => getUpload(id);
  return useSyncExternalStore(subscribe, read, read);
}
