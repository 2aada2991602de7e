'use client';

import { type FormEvent, useState } from 'react';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, RadioGroup, ReasonField } from '@/shared/ui';
import type { BulkFormProps } from './BulkFormProps';

const words = reviewTexts.bulk;
const changes = ['hold', 'lift'] as const;

/** Keeps many files for legal reasons, or lets go of them, for one reason. */
export function BulkHold({ files, onStart, onCancel }: BulkFormProps) {
  const [change, setChange] = useState<(typeof changes)[number]>('hold');
  const [reason, setReason] = useState('');
  const [isChecked, setIsChecked] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsChecked(true);
    if (reason.trim() !== '') onStart({ action: 'hold', change, reason: reason.trim() });
  }

  return (
    <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
      <RadioGroup
        legend={words.holdChoose}
        value={change}
        options={changes.map((value) => ({ value, label: words.holdChanges[value] }))}
        onChange={setChange}
      />
      <ReasonField
        label={reviewTexts.reason.label}
        hint={reviewTexts.reason.hint}
        rows={2}
        value={reason}
        required
        error={isChecked && reason.trim() === '' ? reviewTexts.reason.missing : undefined}
        onChange={setReason}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onCancel}>{generalTexts.cancel}</Button>
        <Button type="submit" look="primary">
          {words.holdSubmit[change](files.length)}
        </Button>
      </div>
    </form>
  );
}
