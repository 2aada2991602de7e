'use client';

import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { extensionOf, type FileSummary, renameFile } from '@/entities/file';
import { Button } from '@/shared/ui';
import { describeProblem } from '../model/describeProblem';

type RenameFormProps = {
  file: FileSummary;
  onClose: () => void;
  onRenamed: (file: FileSummary) => void;
  onError: (error: unknown) => void;
};

/** A file's name as an input in its place. Enter saves, Escape leaves it as it was; the ending stays. */
export function RenameForm({ file, onClose, onRenamed, onError }: RenameFormProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const extension = extensionOf(file.name);
  const stem = file.name.slice(0, file.name.length - extension.length);

  useEffect(() => input.current?.select(), []);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const wanted = input.current?.value.trim() ?? '';
    if (wanted === stem) return onClose();
    if (wanted === '') {
      setProblem('Give the file a name.');
      return input.current?.focus();
    }
    setIsBusy(true);
    setProblem(null);
    try {
      onRenamed(await renameFile(file.id, `${wanted}${extension}`));
      onClose();
    } catch (error) {
      onError(error);
      setProblem(describeProblem(error));
      setIsBusy(false);
      input.current?.focus();
    }
  }

  function leaveOnEscape(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  }

  return (
    <form
      onSubmit={save}
      onKeyDown={leaveOnEscape}
      aria-busy={isBusy}
      className="mb-2 flex flex-wrap items-center gap-2"
    >
      <label htmlFor={id} className="sr-only">
        New name of {file.name}
      </label>
      <div className="flex min-w-0 flex-[1_1_14rem] items-center gap-1.5">
        <input
          ref={input}
          id={id}
          dir="auto"
          defaultValue={stem}
          maxLength={255 - extension.length}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null || undefined}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          className="block min-h-10 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-ink aria-invalid:border-bad"
        />
        {extension !== '' && <span className="shrink-0 text-sm text-muted">{extension}</span>}
      </div>
      <div className="flex gap-2">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {isBusy ? 'Saving…' : 'Save'}
        </Button>
        <Button onClick={onClose}>Keep the old name</Button>
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="basis-full text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
