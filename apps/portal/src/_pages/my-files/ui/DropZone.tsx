'use client';

import { useEffect, useId } from 'react';
import { useUploadDropzone } from 'valetkey/react';
import { formatBytes } from '@/shared/lib';
import { Icon } from '@/shared/ui';

const chooser =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent';

type DropZoneProps = { maxFileSizeBytes: number; onError: () => void };

/** Where files are dropped, pasted or chosen. The inputs stay reachable: their labels are the buttons. */
export function DropZone({ maxFileSizeBytes, onError }: DropZoneProps) {
  const id = useId();
  const files = useUploadDropzone({ onError });
  const folder = useUploadDropzone({ directory: true });

  useEffect(() => {
    // A file that is dropped beside the area would open in place of the page and end every upload.
    const refuse = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    addEventListener('dragover', refuse);
    addEventListener('drop', refuse);
    return () => {
      removeEventListener('dragover', refuse);
      removeEventListener('drop', refuse);
    };
  }, []);

  const visible = { hidden: false, tabIndex: 0, className: 'peer sr-only' };

  return (
    <section
      aria-label="Upload"
      data-testid="drop-zone"
      {...files.getRootProps()}
      className={`rounded-2xl border-2 border-dashed px-5 py-8 text-center transition-colors sm:py-10 ${
        files.isDragging ? 'border-accent bg-accent-soft' : 'border-line-strong/50 bg-surface'
      }`}
    >
      <span className="mx-auto grid size-12 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon name="upload" className="size-6" />
      </span>
      <p className="mt-3 text-lg font-medium">
        {files.isDragging ? 'Let go to upload' : 'Drop files or folders here'}
      </p>
      <p className="mx-auto mt-1 max-w-md text-sm text-balance text-muted">
        Documents, pictures, audio, video and archives, up to {formatBytes(maxFileSizeBytes)} each
      </p>
      <div className="mt-5 flex flex-wrap justify-center gap-3">
        <span className="relative">
          <input id={`${id}-files`} {...files.getInputProps()} {...visible} />
          <label
            htmlFor={`${id}-files`}
            className={`${chooser} bg-accent text-on-accent hover:bg-accent-strong`}
          >
            Choose files
          </label>
        </span>
        <span className="relative">
          <input id={`${id}-folder`} {...folder.getInputProps()} {...visible} />
          <label
            htmlFor={`${id}-folder`}
            className={`${chooser} border border-line-strong/50 bg-surface hover:bg-sunken`}
          >
            Choose a folder
          </label>
        </span>
      </div>
    </section>
  );
}
