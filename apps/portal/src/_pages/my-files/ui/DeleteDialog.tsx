'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { deleteFile, FileName, type FileSummary } from '@/entities/file';
import { ApiError } from '@/shared/api';
import { Button, Notice } from '@/shared/ui';
import { describeProblem } from '../model/describeProblem';

type DeleteDialogProps = {
  file: FileSummary;
  onClose: () => void;
  onDeleted: (file: FileSummary) => void;
  onError: (error: unknown) => void;
};

export function DeleteDialog({ file, onClose, onDeleted, onError }: DeleteDialogProps) {
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
      onError(error);
      setProblem(describeProblem(error));
      setIsBusy(false);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
      className="m-auto w-[calc(100%-2rem)] max-w-md rounded-2xl border border-line bg-surface p-6 text-ink shadow-card backdrop:bg-black/50"
    >
      <h2 id={`${id}-title`} className="line-clamp-6 text-lg font-semibold [overflow-wrap:anywhere]">
        Delete <FileName name={file.name} />?
      </h2>
      <p id={`${id}-text`} className="mt-2 text-muted">
        You and the team will no longer be able to open it.
      </p>
      {problem !== null && (
        <div className="mt-4">
          <Notice look="bad">{problem}</Notice>
        </div>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button onClick={() => dialog.current?.close()} isBusy={isBusy}>
          Keep it
        </Button>
        <Button look="danger" onClick={remove} isBusy={isBusy}>
          {isBusy ? 'Deleting…' : 'Delete'}
        </Button>
      </div>
    </dialog>
  );
}
