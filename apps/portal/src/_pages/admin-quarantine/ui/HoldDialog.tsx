'use client';

import { type FormEvent, useState } from 'react';
import type { HeldFile } from '@/entities/quarantine';
import { describeProblem } from '@/shared/api';
import { quarantineTexts as texts } from '@/shared/texts';
import { Button, Dialog, Notice, ReasonField } from '@/shared/ui';
import { decideHeld } from '../api/quarantine';
import type { HoldAction } from '../model/HoldAction';

type HoldDialogProps = {
  file: HeldFile;
  action: HoldAction;
  onDone: () => void;
  /** The decision was not taken, and what is on the page may be old. */
  onOutdated: () => void;
  onClose: () => void;
};

/** Asks why, and decides. When it does not work the dialog stays, with what was typed, and says why. */
export function HoldDialog({ file, action, onDone, onOutdated, onClose }: HoldDialogProps) {
  const words = texts.dialogs[action];
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    setIsMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    setIsBusy(true);
    setProblem(null);
    try {
      await decideHeld(file, action, reason.trim());
      onDone();
    } catch (error) {
      setProblem(describeProblem(error));
      setIsBusy(false);
      onOutdated();
    }
  }

  return (
    <Dialog title={words.title(file.name)} description={words.lead} width="wide" onClose={onClose}>
      {(close) => (
        <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <ReasonField
            label={texts.reason}
            hint={texts.reasonHint}
            value={reason}
            required
            data-first-focus
            error={isMissing && reason.trim() === '' ? texts.reasonMissing : undefined}
            onChange={setReason}
          />
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {texts.keep}
            </Button>
            <Button type="submit" look={action === 'refuse' ? 'danger' : 'primary'} isBusy={isBusy}>
              {isBusy ? words.busy : words.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
