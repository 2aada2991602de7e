'use client';

import { type FormEvent, useState } from 'react';
import type { Reviewer } from '@/entities/review';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, ReasonField } from '@/shared/ui';
import { AssigneeField } from './AssigneeField';
import type { BulkFormProps } from './BulkFormProps';

const words = reviewTexts.bulk;

/** Gives many files to one person; those that somebody else works on only with a reason. */
export function BulkAssignment({ files, viewerId, onStart, onCancel }: BulkFormProps) {
  const [assignee, setAssignee] = useState<Reviewer | null>(null);
  const [reason, setReason] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const heldByOthers = files.filter(
    ({ claim }) => claim !== null && claim.by.id !== viewerId && claim.by.id !== assignee?.id,
  ).length;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsChecked(true);
    if (assignee === null || (heldByOthers > 0 && reason.trim() === '')) return;
    onStart({
      action: 'assign',
      assignee: assignee.id,
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    });
  }

  return (
    <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
      <AssigneeField
        viewerId={viewerId}
        chosen={assignee?.id ?? ''}
        isMissing={isChecked && assignee === null}
        onChoose={setAssignee}
      />
      {heldByOthers > 0 && (
        <ReasonField
          label={words.assignReason(heldByOthers)}
          hint={reviewTexts.reason.hint}
          rows={2}
          value={reason}
          required
          error={isChecked && reason.trim() === '' ? reviewTexts.reason.missing : undefined}
          onChange={setReason}
        />
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onCancel}>{generalTexts.cancel}</Button>
        <Button type="submit" look="primary">
          {words.assignSubmit(files.length)}
        </Button>
      </div>
    </form>
  );
}
