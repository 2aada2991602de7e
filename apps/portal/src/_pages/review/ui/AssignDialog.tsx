'use client';

import { type FormEvent, useId, useState } from 'react';
import { listAssignees, type ReviewDetail, type Reviewer } from '@/entities/review';
import { useLoaded } from '@/shared/api';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, Notice, Select, Skeleton, TextArea } from '@/shared/ui';

const words = reviewTexts.assign;
/** As many characters as the API takes. */
const maxReasonLength = 500;

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
  const {
    value: people,
    error,
    isLoading,
    reload,
  } = useLoaded('assignees', (signal) => listAssignees({ signal }));
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const owner = detail.owner.id;
  const offered = (people ?? []).filter((one) => one.id !== owner);
  const assignee = offered.find((one) => one.id === chosen);
  const needsReason = isHeld && chosen !== detail.claim?.by.id;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    setIsChecked(true);
    if (assignee !== undefined && !(needsReason && reason.trim() === '')) onAssign(assignee, reason.trim());
  }

  return (
    <Dialog title={words.title} description={words.lead} onClose={onClose}>
      {(close) => (
        <form id={`${id}-form`} className="mt-4 grid gap-4" onSubmit={submit} noValidate>
          {problem !== null && <Notice look="bad">{problem}</Notice>}
          {people === null && isLoading && <Skeleton className="h-16" />}
          {people === null && error !== null && !isLoading && (
            <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
              {words.problem}
            </Notice>
          )}
          {people !== null && (
            <Select
              label={words.who}
              value={chosen}
              required
              data-first-focus
              error={isChecked && assignee === undefined ? words.missing : undefined}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              <option value="">{words.choose}</option>
              {offered.map((one) => (
                <option key={one.id} value={one.id}>
                  {words.person(one.id === viewerId ? words.me : one.name, words.roles[one.role])}
                </option>
              ))}
            </Select>
          )}
          {isHeld && (
            <TextArea
              label={words.reason(detail.claim?.by.name ?? '')}
              hint={reviewTexts.reason.hint}
              rows={2}
              value={reason}
              maxLength={maxReasonLength}
              required={needsReason}
              error={
                isChecked && needsReason && reason.trim() === '' ? reviewTexts.reason.missing : undefined
              }
              onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n\t]+/g, ' '))}
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
