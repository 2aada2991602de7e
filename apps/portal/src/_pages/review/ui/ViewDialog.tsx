'use client';

import { type FormEvent, useState } from 'react';
import { ApiError } from '@/shared/api';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, CheckboxField, Dialog, Field, Notice } from '@/shared/ui';
import { removeView, writeView } from '../api/views';
import { maxViewNameLength, type SavedView } from '../model/SavedView';

const words = reviewTexts.views;

type ViewDialogProps = {
  /** `null` for a new one. */
  view: SavedView | null;
  search: string;
  mayShare: boolean;
  /** What was done, to be said; `null` for nothing. */
  onClose: (said: string | null) => void;
};

function describe(error: unknown): string {
  return error instanceof ApiError && error.code === 'INVALID_STATE' ? error.message : words.problem;
}

/** Name of a view, who has it, and its end. */
export function ViewDialog({ view, search, mayShare, onClose }: ViewDialogProps) {
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setIsShared] = useState(view?.isShared ?? false);
  const [isMissing, setIsMissing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function run(work: () => Promise<unknown>, said: string): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      await work();
      onClose(said);
    } catch (error) {
      setProblem(describe(error));
      setIsBusy(false);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const text = name.trim();
    setIsMissing(text === '');
    if (text === '' || isBusy) return;
    void run(() => writeView(view?.id ?? null, { name: text, search, isShared }), words.saved(text));
  }

  return (
    <Dialog
      title={view === null ? words.saveTitle : words.editTitle}
      description={view === null ? words.saveLead : undefined}
      onClose={() => onClose(null)}
    >
      {(close) => (
        <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <Field
            label={words.name}
            data-first-focus
            autoComplete="off"
            maxLength={maxViewNameLength}
            value={name}
            error={isMissing ? words.missing : undefined}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          {mayShare && (
            <CheckboxField
              label={words.share}
              hint={words.shareHint}
              checked={isShared}
              onChange={({ currentTarget }) => setIsShared(currentTarget.checked)}
            />
          )}
          <div className="flex flex-wrap justify-end gap-3">
            {view !== null && (
              <Button
                look="danger"
                className="mr-auto"
                isBusy={isBusy}
                onClick={() => void run(() => removeView(view.id), words.deleted(view.name))}
              >
                {words.delete}
              </Button>
            )}
            <Button onClick={close}>{generalTexts.cancel}</Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? words.busy : words.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
