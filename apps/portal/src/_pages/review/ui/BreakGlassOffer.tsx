'use client';

import { useParams } from 'next/navigation';
import { useState } from 'react';
import { breakGlass } from '@/entities/review';
import { ApiError, describeProblem } from '@/shared/api';
import { reviewTexts } from '@/shared/texts';
import { Button } from '@/shared/ui';
import { confirmPassword, isPasswordNeeded } from '../model/confirmPassword';
import { ReasonDialog } from './ReasonDialog';

const words = reviewTexts.breakGlass;

function describe(error: unknown): string {
  if (!(error instanceof ApiError)) return describeProblem(error);
  if (error.code === 'NOT_FOUND') return words.gone;
  return error.code === 'INVALID_STATE' ? words.held : describeProblem(error);
}

/** Emergency access to the file of this address, whether there is one or not: that is told after a reason and a password. */
export function BreakGlassOffer() {
  const { id } = useParams<{ id: string }>();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [needsPassword, setNeedsPassword] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function open(reason: string, password: string): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      if (password !== '') await confirmPassword(password);
      await breakGlass(id, reason);
      // What was not found stays not found until the page is asked for anew.
      window.location.reload();
      return;
    } catch (error) {
      if (isPasswordNeeded(error)) setNeedsPassword(true);
      else setProblem(describe(error));
    }
    setIsBusy(false);
  }

  return (
    <div className="grid gap-3 rounded-2xl border border-line bg-surface p-5 shadow-card">
      <p className="text-sm">{words.offer}</p>
      <Button className="justify-self-start" onClick={() => setIsOpen(true)}>
        {words.open}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={words.dialogTitle}
          label={words.reason}
          hint={words.hint}
          submitLabel={words.submit}
          busyLabel={words.busy}
          needsPassword={needsPassword}
          isBusy={isBusy}
          problem={problem}
          onSubmit={(reason, password) => void open(reason, password)}
          onClose={() => setIsOpen(false)}
        />
      )}
    </div>
  );
}
