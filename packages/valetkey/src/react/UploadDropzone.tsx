'use client';

import {
  type ChangeEvent,
  type ClipboardEvent,
  type DragEvent,
  type HTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type RefAttributes,
  useRef,
  useState,
} from 'react';
import { collectDroppedFiles } from '../client/collectDroppedFiles.ts';
import type { FileToUpload } from '../client/index.ts';
import { useUploader } from './ValetKeyProvider.tsx';

export type UploadDropzoneOptions = {
  /** Takes the files instead of the uploader. @default adds them to the uploader */
  onFiles?: ((files: FileToUpload[]) => void) | undefined;
  /** A folder that could not be read. */
  onError?: ((error: unknown) => void) | undefined;
  disabled?: boolean | undefined;
  /** What the picker offers; the server decides. */
  accept?: string | undefined;
  /** @default true */
  multiple?: boolean | undefined;
  /** The picker chooses a folder. Dropping folders always works. @default false */
  directory?: boolean | undefined;
};

export type UploadDropzoneState = {
  /** Something is being dragged over it. */
  isDragging: boolean;
  openPicker(): void;
  /** For the area that takes drops and, while focus is inside, pastes. */
  getRootProps(): HTMLAttributes<HTMLElement>;
  /** For the `<input>`; it stays in the page, hidden, because the picker is its own. */
  getInputProps(): InputHTMLAttributes<HTMLInputElement> & RefAttributes<HTMLInputElement>;
  /** For a `<button>` that opens the picker: the way in for keyboard and screen reader. */
  getButtonProps(): { type: 'button'; disabled: boolean; onClick: () => void };
};

/** Drop, paste and picker as prop-getters. */
export function useUploadDropzone(options: UploadDropzoneOptions = {}): UploadDropzoneState {
  const { disabled = false, multiple = true, directory = false, accept } = options;
  const uploader = useUploader();
  const input = useRef<HTMLInputElement>(null);
  // Entering a child leaves its parent: only the balance says whether the pointer is still inside.
  const depth = useRef(0);
  const [isDragging, setDragging] = useState(false);

  const take = (files: FileToUpload[]) => {
    if (files.length === 0 || disabled) return;
    if (options.onFiles) options.onFiles(files);
    else uploader.add(files);
  };
  const takeTransfer = (data: DataTransfer) => {
    collectDroppedFiles(data).then(take, (error: unknown) => options.onError?.(error));
  };
  /** Loaded while the user still chooses; `add` says what went wrong. */
  const prepare = () => void uploader.prepare().catch(() => {});
  const hasFiles = (event: DragEvent) => !disabled && event.dataTransfer.types.includes('Files');
  const openPicker = () => {
    if (disabled) return;
    prepare();
    input.current?.click();
  };

  return {
    isDragging,
    openPicker,
    getRootProps: () => ({
      onDragEnter(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        if (depth.current++ === 0) prepare();
        setDragging(true);
      },
      onDragOver(event: DragEvent) {
        if (hasFiles(event)) event.preventDefault();
      },
      onDragLeave(event: DragEvent) {
        if (hasFiles(event) && --depth.current <= 0) setDragging(false);
      },
      onDrop(event: DragEvent) {
        depth.current = 0;
        setDragging(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        takeTransfer(event.dataTransfer);
      },
      onPaste(event: ClipboardEvent) {
        if (disabled || event.clipboardData.files.length === 0) return;
        event.preventDefault();
        takeTransfer(event.clipboardData);
      },
    }),
    getInputProps: () => ({
      ref: input,
      type: 'file',
      multiple,
      disabled,
      hidden: true,
      tabIndex: -1,
      ...(accept ? { accept } : {}),
      ...(directory ? { webkitdirectory: '' } : {}),
      onChange(event: ChangeEvent<HTMLInputElement>) {
        take(Array.from(event.target.files ?? [], toFileToUpload));
        // So that choosing the same file again is a change again.
        event.target.value = '';
      },
    }),
    getButtonProps: () => ({ type: 'button', disabled, onClick: openPicker }),
  };
}

export type UploadDropzoneProps = UploadDropzoneOptions & {
  children: (dropzone: UploadDropzoneState) => ReactNode;
};

/** {@link useUploadDropzone} as a component; no markup of its own. */
export function UploadDropzone({ children, ...options }: UploadDropzoneProps) {
  return children(useUploadDropzone(options));
}

function toFileToUpload(file: File): FileToUpload {
  const path = file.webkitRelativePath.split('/').slice(0, -1).join('/');
  return path ? { file, path } : { file };
}
