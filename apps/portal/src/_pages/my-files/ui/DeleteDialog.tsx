'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { deleteFile, type FileSummary } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { Button, Notice } from '@/shared/ui';

type DeleteDialogProps = { file: FileSummary; onClose: () => void; onDeleted: (file: FileSummary) => void };

export function DeleteDialog({ file, onClose, onDeleted }: DeleteDialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => dialog.current?.showModal(), []);

  async function remove() {
    setIsBusy(true);
    setProblem(null);
    try {
      await deleteFile(file.id);
      onDeleted(file);
    } catch (error) {
      // Gone already is what was asked for.
      if (error instanceof ApiError && error.status === 404) return onDeleted(file);
      setProblem(error instanceof ApiError ? error.message : 'That did not work. Try again in a moment.');
      setIsBusy(false);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      className="m-auto w-[calc(100%-2rem)] max-w-md rounded-2xl border border-line bg-surface p-6 text-ink shadow-card backdrop:bg-black/50"
    >
      <h2 id={`${id}-title`} className="text-lg font-semibold [overflow-wrap:anywhere]">
        Delete <bdi>{file.name}</bdi>?
      </h2>
      <p className="mt-2 text-muted">You and the team will no longer be able to open it.</p>
      {problem !== null && (
        <div className="mt-4">
          <Notice look="bad">{problem}</Notice>
        </div>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button onClick={() => dialog.current?.close()} disabled={isBusy}>
          Keep it
        </Button>
        <Button look="danger" onClick={remove} disabled={isBusy}>
          {isBusy ? 'Deleting…' : 'Delete'}
        </Button>
      </div>
    </dialog>
  );
}
