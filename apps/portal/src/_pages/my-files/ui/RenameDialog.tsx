'use client';

import { type FormEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import type { FileSummary } from '@/entities/file';
import { renameFile, splitName } from '@/features/file-management';
import { describeProblem } from '@/shared/api';
import { fileDetailTexts, generalTexts } from '@/shared/texts';
import { Button, Dialog } from '@/shared/ui';

type RenameDialogProps = {
  file: FileSummary;
  onClose: () => void;
  onRenamed: (file: FileSummary) => void;
};

/** Another name for a file. Enter saves, Escape leaves it as it was; the ending stays. */
export function RenameDialog({ file, onClose, onRenamed }: RenameDialogProps) {
  const id = useId();
  const texts = fileDetailTexts.rename;
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { stem, extension } = splitName(file.name);

  useLayoutEffect(() => input.current?.select(), []);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    setProblem(null);
    try {
      onRenamed(await renameFile(file, input.current?.value ?? ''));
    } catch (error) {
      setProblem(describeProblem(error));
      setIsBusy(false);
      input.current?.focus();
    }
  }

  return (
    <Dialog title={texts.title} onClose={onClose}>
      {(close) => (
        <form onSubmit={save} aria-busy={isBusy} className="mt-4">
          <label htmlFor={id} className="sr-only">
            {texts.label(file.name)}
          </label>
          <div className="flex items-center gap-1.5">
            <input
              ref={input}
              id={id}
              dir="auto"
              data-first-focus
              defaultValue={stem}
              maxLength={255 - extension.length}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={problem !== null || undefined}
              aria-describedby={problem === null ? undefined : `${id}-problem`}
              className="block min-h-11 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-base text-ink aria-invalid:border-bad"
            />
            {extension !== '' && <span className="shrink-0 text-sm text-muted">{extension}</span>}
          </div>
          {problem !== null && (
            <p id={`${id}-problem`} role="alert" className="mt-2 text-sm text-bad">
              {problem}
            </p>
          )}
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button onClick={close}>{texts.keep}</Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? generalTexts.saving : generalTexts.save}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
