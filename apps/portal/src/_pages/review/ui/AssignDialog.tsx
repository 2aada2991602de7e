'use client';

import { type FormEvent, useId, useState } from 'react';
import type { ReviewDetail, Reviewer } from '@/entities/review';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, Notice, ReasonField } from '@/shared/ui';
import { AssigneeField } from './AssigneeField';

const words = reviewTexts.assign;

type AssignDialogProps = {
  detail: ReviewDetail;
  viewerId: string;
  /** Somebody else holds it now, and will want to know why. */
  isHeld: boolean;
  isBusy: boolean;
  problem: string | null;
  onAssign: (to: Reviewer, reason: string) => void;
  onClose: () => void;
};

/** Chooses who reviews a file. Its owner is not among them. */
export function AssignDialog(props: AssignDialogProps) {
  const { detail, viewerId, isHeld, isBusy, problem, onAssign, onClose } = props;
  const id = useId();
  const [assignee, setAssignee] = useState<Reviewer | null>(null);
  const [reason, setReason] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const needsReason = isHeld && assignee?.id !== detail.claim?.by.id;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    setIsChecked(true);
    if (assignee !== null && !(needsReason && reason.trim() === '')) onAssign(assignee, reason.trim());
  }

  return (
    <Dialog title={words.title} description={words.lead} onClose={onClose}>
      {(close) => (
        <form id={`${id}-form`} className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          <AssigneeField
            viewerId={viewerId}
            chosen={assignee?.id ?? ''}
            except={detail.owner.id}
            isMissing={isChecked && assignee === null}
            onChoose={setAssignee}
          />
          {isHeld && (
            <ReasonField
              label={words.reason(detail.claim?.by.name ?? '')}
              hint={reviewTexts.reason.hint}
              rows={2}
              value={reason}
              required={needsReason}
              error={
                isChecked && needsReason && reason.trim() === '' ? reviewTexts.reason.missing : undefined
              }
              onChange={setReason}
            />
          )}
          <div className="flex flex-wrap justify-end gap-3">
            <Button onClick={close} isBusy={isBusy}>
              {generalTexts.cancel}
            </Button>
            <Button type="submit" look="primary" isBusy={isBusy}>
              {isBusy ? words.busy : words.submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
