'use client';

import { type ReactNode, type RefObject, useId } from 'react';
import type { FileToUpload } from 'valetkey/client';
import { useUploadDropzone } from 'valetkey/react';
import { fileTexts } from '@/shared/texts';
import { Icon } from '@/shared/ui';

const chooser =
  'inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent';
const plain = 'border border-line-strong/50 bg-surface hover:bg-sunken';
const visible = { hidden: false, tabIndex: 0, className: 'peer sr-only' };

type UploadAreaProps = {
  onFiles: (files: FileToUpload[]) => void;
  /** One line: what and how large. */
  limits: string | undefined;
  /** So that a key or a command can open the pickers. */
  filesInput: RefObject<HTMLInputElement | null>;
  folderInput: RefObject<HTMLInputElement | null>;
  /** What the files are for, where there is a choice. */
  children?: ReactNode;
};

/** Where files and folders are chosen, or a phone's camera is asked. The inputs stay reachable: their labels are the buttons. */
export function UploadArea({ onFiles, limits, filesInput, folderInput, children }: UploadAreaProps) {
  const id = useId();
  const texts = fileTexts.upload;
  const files = useUploadDropzone({ onFiles });
  const folder = useUploadDropzone({ onFiles, directory: true });
  const camera = useUploadDropzone({ onFiles, accept: 'image/*', multiple: false });

  return (
    <section
      aria-label={texts.label}
      data-testid="drop-zone"
      className="rounded-2xl border-2 border-dashed border-line-strong/50 bg-surface px-5 py-6 text-center sm:py-8"
    >
      <span className="mx-auto grid size-12 place-items-center rounded-full bg-accent-soft text-accent max-sm:hidden">
        <Icon name="upload" className="size-6" />
      </span>
      <p className="text-lg font-medium sm:mt-3 pointer-coarse:max-sm:hidden">{texts.drop}</p>
      <p aria-live="polite" className="mx-auto mt-1 max-w-md text-sm text-balance text-muted">
        {limits}
      </p>
      {children}
      <div className="mt-5 flex flex-wrap justify-center gap-3">
        <span className="relative">
          <input id={`${id}-files`} {...files.getInputProps()} {...visible} ref={filesInput} />
          <label
            htmlFor={`${id}-files`}
            className={`${chooser} bg-accent text-on-accent hover:bg-accent-strong`}
          >
            {texts.chooseFiles}
          </label>
        </span>
        <span className="relative pointer-coarse:hidden">
          <input id={`${id}-folder`} {...folder.getInputProps()} {...visible} ref={folderInput} />
          <label htmlFor={`${id}-folder`} className={`${chooser} ${plain}`}>
            {texts.chooseFolder}
          </label>
        </span>
        {/* Opens the phone's own camera; the page itself never gets to see through it. */}
        <span className="relative pointer-fine:hidden">
          <input id={`${id}-camera`} {...camera.getInputProps()} {...visible} capture="environment" />
          <label htmlFor={`${id}-camera`} className={`${chooser} ${plain}`}>
            <Icon name="camera" />
            {texts.takePhoto}
          </label>
        </span>
      </div>
    </section>
  );
}
