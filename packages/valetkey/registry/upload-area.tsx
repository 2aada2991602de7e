'use client';

import { useId } from 'react';
import { type UploadDropzoneOptions, useUploadDropzone } from 'valetkey/react';

type UploadAreaProps = UploadDropzoneOptions & {
  /** Said beside the button. @default drop files or choose them */
  hint?: string;
};

/** Where files are dropped, pasted or chosen. The button is the way in for keyboard and screen reader. */
export function UploadArea({ hint = 'or drop them here', ...options }: UploadAreaProps) {
  const id = useId();
  const { isDragging, getRootProps, getInputProps, getButtonProps } = useUploadDropzone(options);
  return (
    <section
      {...getRootProps()}
      aria-labelledby={`${id}-button`}
      data-dragging={isDragging || undefined}
      className="flex flex-col items-center gap-2 rounded-lg border-2 border-dashed border-border bg-card p-8 text-center text-card-foreground transition-colors data-dragging:border-primary data-dragging:bg-accent motion-reduce:transition-none"
    >
      <input {...getInputProps()} aria-label="Choose files" />
      <button
        {...getButtonProps()}
        id={`${id}-button`}
        className="inline-flex min-h-11 items-center rounded-md bg-primary px-5 text-sm font-medium text-primary-foreground hover:bg-primary/90 focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-ring disabled:opacity-50"
      >
        Choose files
      </button>
      <p className="text-sm text-muted-foreground">{hint}</p>
    </section>
  );
}
