'use client';

import { type ReactNode, useState } from 'react';
import { describeProblem } from '../api';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Notice } from './Notice';

type ConfirmDialogProps = {
  title: ReactNode;
  /** What happens when one says yes. */
  lead: ReactNode;
  confirmLabel: string;
  busyLabel: string;
  cancelLabel: string;
  look?: 'danger' | 'primary';
  children?: ReactNode;
  /** Does it. When it fails the dialog stays and says why. */
  run: () => Promise<void>;
  onClose: () => void;
};

/** Asks before something that matters, does it, and says when it did not work. */
export function ConfirmDialog({
  title,
  lead,
  confirmLabel,
  busyLabel,
  cancelLabel,
  look = 'primary',
  children,
  run,
  onClose,
}: ConfirmDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function confirm() {
    setIsBusy(true);
    setProblem(null);
    try {
      await run();
    } catch (error) {
      setProblem(describeProblem(error));
      setIsBusy(false);
    }
  }

  return (
    <Dialog title={title} description={lead} onClose={onClose}>
      {(close) => (
        <>
          {children !== undefined && <div className="mt-4">{children}</div>}
          {problem !== null && (
            <div className="mt-4">
              <Notice look="bad">{problem}</Notice>
            </div>
          )}
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {cancelLabel}
            </Button>
            <Button look={look} onClick={confirm} isBusy={isBusy}>
              {isBusy ? busyLabel : confirmLabel}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
