'use client';

import { useEffect, useRef, useState } from 'react';
import { collectDroppedFiles, type FileToUpload } from 'valetkey/client';

type PageDropOptions = {
  onFiles: (files: FileToUpload[]) => void;
  /** A folder that could not be read. */
  onError: () => void;
};

function isOpenDialog(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

/**
 * Takes files that are dropped anywhere on the page, or pasted while nothing is being typed. A file that is dropped where nobody
 * takes it would open in place of the page and end every upload, so a drop is never left to the browser.
 */
export function usePageDrop({ onFiles, onError }: PageDropOptions): { isDragging: boolean } {
  const [isDragging, setIsDragging] = useState(false);
  const latest = useRef({ onFiles, onError });

  useEffect(() => {
    latest.current = { onFiles, onError };
  });

  useEffect(() => {
    // Entering a child leaves its parent: only the balance says whether the pointer is still over the page.
    let depth = 0;
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const take = (data: DataTransfer) => {
      collectDroppedFiles(data).then(
        (files) => {
          if (files.length > 0) latest.current.onFiles(files);
        },
        () => latest.current.onError(),
      );
    };
    const end = () => {
      depth = 0;
      setIsDragging(false);
    };
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      if (!isOpenDialog()) setIsDragging(true);
    };
    const over = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isOpenDialog() ? 'none' : 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) end();
    };
    const drop = (event: DragEvent) => {
      end();
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      if (!isOpenDialog()) take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      const { clipboardData, target } = event;
      if (clipboardData === null || clipboardData.files.length === 0 || isOpenDialog()) return;
      if (target instanceof Element && target.closest('input, textarea') !== null) return;
      event.preventDefault();
      take(clipboardData);
    };
    const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop, dragend: end } as const;
    for (const [type, listener] of Object.entries(listeners))
      addEventListener(type as 'drop', listener as (event: DragEvent) => void);
    addEventListener('paste', paste);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        removeEventListener(type as 'drop', listener as (event: DragEvent) => void);
      removeEventListener('paste', paste);
    };
  }, []);

  return { isDragging };
}
