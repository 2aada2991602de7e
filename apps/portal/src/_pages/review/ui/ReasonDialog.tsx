'use client';

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, Field, Notice, ReasonField } from '@/shared/ui';

type ReasonDialogProps = {
  title: string;
  text?: string;
  label?: string;
  hint?: string;
  submitLabel: string;
  busyLabel?: string;
  /** Whether the password has to be entered again as well. @default false */
  needsPassword?: boolean;
  isBusy: boolean;
  problem: string | null;
  onSubmit: (reason: string, password: string) => void;
  onClose: () => void;
};

/** Asks why, before something that others will want to understand later. */
export function ReasonDialog({
  title,
  text,
  label = reviewTexts.reason.label,
  hint = reviewTexts.reason.hint,
  submitLabel,
  busyLabel = reviewTexts.reason.busy,
  needsPassword = false,
  isBusy,
  problem,
  onSubmit,
  onClose,
}: ReasonDialogProps) {
  const id = useId();
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isIncomplete = reason.trim() === '' || (needsPassword && password === '');

  useEffect(() => {
    if (needsPassword) form.current?.querySelector<HTMLInputElement>('[type=password]')?.focus();
  }, [needsPassword]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    if (isIncomplete) setIsMissing(true);
    else onSubmit(reason.trim(), password);
  }

  return (
    <Dialog title={title} description={text} onClose={onClose}>
      {(close) => (
        <form ref={form} id={`${id}-form`} className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <ReasonField
            label={label}
            hint={hint}
            value={reason}
            required
            data-first-focus
            error={isMissing && reason.trim() === '' ? reviewTexts.reason.missing : undefined}
            onChange={setReason}
          />
          {needsPassword && (
            <Field
              label={reviewTexts.reason.password}
              hint={reviewTexts.reason.passwordHint}
              type="password"
              autoComplete="current-password"
              maxLength={128}
              required
              value={password}
              error={isMissing && password === '' ? reviewTexts.reason.passwordMissing : undefined}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {generalTexts.cancel}
            </Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? busyLabel : submitLabel}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
