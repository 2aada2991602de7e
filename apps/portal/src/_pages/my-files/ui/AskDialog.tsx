'use client';

import { type ReactNode, useState } from 'react';
import { describeProblem } from '@/shared/api';
import { Button, Dialog, Notice } from '@/shared/ui';

type AskDialogProps = {
  title: ReactNode;
  text: string;
  keepLabel: string;
  label: string;
  busyLabel: string;
  onClose: () => void;
  /** Does it; what it throws is shown, and it can be tried again. */
  onConfirm: () => Promise<void>;
};

/** Asks before something is deleted; not doing it has the focus. */
export function AskDialog({ title, text, keepLabel, label, busyLabel, onClose, onConfirm }: AskDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function confirm() {
    setIsBusy(true);
    setProblem(null);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(describeProblem(error));
      setIsBusy(false);
    }
  }

  return (
    <Dialog title={title} description={text} onClose={onClose}>
      {(close) => (
        <>
          {problem !== null && (
            <div className="mt-4">
              <Notice look="bad">{problem}</Notice>
            </div>
          )}
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button data-first-focus onClick={close} isBusy={isBusy}>
              {keepLabel}
            </Button>
            <Button look="danger" onClick={confirm} isBusy={isBusy}>
              {isBusy ? busyLabel : label}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
