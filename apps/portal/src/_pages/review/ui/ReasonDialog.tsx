'use client';

import { type FormEvent, useId, useState } from 'react';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, Notice, TextArea } from '@/shared/ui';

/** As many characters as the API takes. */
const maxReasonLength = 500;

type ReasonDialogProps = {
  title: string;
  text?: string;
  label?: string;
  hint?: string;
  submitLabel: string;
  busyLabel?: string;
  isBusy: boolean;
  problem: string | null;
  onSubmit: (reason: string) => void;
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
  isBusy,
  problem,
  onSubmit,
  onClose,
}: ReasonDialogProps) {
  const id = useId();
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    if (reason.trim() === '') setIsMissing(true);
    else onSubmit(reason.trim());
  }

  return (
    <Dialog title={title} description={text} onClose={onClose}>
      {(close) => (
        <form id={`${id}-form`} className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <TextArea
            label={label}
            hint={hint}
            value={reason}
            maxLength={maxReasonLength}
            required
            data-first-focus
            error={isMissing && reason.trim() === '' ? reviewTexts.reason.missing : undefined}
            // One line of text: a line end sends it, as in every other field of one line.
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n\t]+/g, ' '))}
          />
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
