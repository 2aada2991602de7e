'use client';

import { Fragment, memo, type ReactNode } from 'react';
import type { Upload } from '../client/index.ts';
import { useUpload, useUploads } from './useUploads.ts';
import { useUploader } from './ValetKeyProvider.tsx';

export type UploadActions = {
  pause(): void;
  resume(): void;
  cancel(): void;
  retry(): void;
  remove(): void;
};

export type UploadListProps = {
  /** Draws one upload. Keep the function the same between renders, and rows are drawn only when their upload changes. */
  children: (upload: Upload, actions: UploadActions) => ReactNode;
};

/** Every upload in the order it was added; no markup of its own. */
export function UploadList({ children }: UploadListProps) {
  const ids = useUploads((snapshot) => snapshot.ids);
  return (
    <Fragment>
      {ids.map((id) => (
        <UploadRow key={id} id={id} draw={children} />
      ))}
    </Fragment>
  );
}

const UploadRow = memo(function UploadRow({ id, draw }: { id: string; draw: UploadListProps['children'] }) {
  const upload = useUpload(id);
  const actions = useUploadActions(id);
  return upload && draw(upload, actions);
});

/** What a user may do with one upload; calls that do not fit its state do nothing. */
export function useUploadActions(id: string): UploadActions {
  const uploader = useUploader();
  return {
    pause: () => uploader.pause([id]),
    resume: () => uploader.resume([id]),
    cancel: () => uploader.cancel([id]),
    retry: () => uploader.retry([id]),
    remove: () => uploader.remove([id]),
  };
}
