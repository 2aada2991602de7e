'use client';

import { type FormEvent, useState } from 'react';
import { MessageArea } from '@/entities/message-template';
import { type DecisionKind, listReasons } from '@/entities/review';
import { useLoaded } from '@/shared/api';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Notice, RadioGroup, Select, Skeleton, TextArea } from '@/shared/ui';
import { emptyDraft, missingOf, toDecision } from '../model/Draft';
import { describePlace } from '../model/describePlace';
import type { BulkFormProps } from './BulkFormProps';

const words = reviewTexts.bulk;
const decisionWords = reviewTexts.decision;
const kinds = ['approve', 'request_changes', 'reject'] as const satisfies readonly DecisionKind[];
/** As many characters as the API takes. */
const maxTextLength = 2_000;

/** One decision about many files, for a reason that the profiles of all of them know. */
export function BulkDecision({ files, onStart, onCancel }: BulkFormProps) {
  const [draft, setDraft] = useState({ ...emptyDraft, decision: 'approve' as DecisionKind });
  const [isChecked, setIsChecked] = useState(false);
  const { decision, reasonCode, message, note } = draft;
  const profiles = [...new Set(files.map(({ profile }) => profile))].sort();
  const {
    value: reasons,
    error,
    isLoading,
    reload,
  } = useLoaded(profiles.join(','), (signal) => listReasons(profiles, { signal }));
  const reasonOf = (wanted: string) => reasons?.find(({ code }) => code === wanted)?.label;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsChecked(true);
    if (missingOf(draft) === null) onStart({ action: 'decide', ...toDecision(draft) });
  }

  return (
    <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
      <RadioGroup
        legend={decisionWords.choose}
        value={decision}
        options={kinds.map((kind) => ({ value: kind, label: decisionWords.kinds[kind] }))}
        onChange={(kind) => setDraft({ ...draft, decision: kind })}
      />
      {decision !== 'approve' && reasons === null && isLoading && <Skeleton className="h-16" />}
      {decision !== 'approve' && reasons === null && error !== null && !isLoading && (
        <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
          {words.reasonsProblem}
        </Notice>
      )}
      {decision !== 'approve' && reasons?.length === 0 && <Notice look="wait">{words.noCommonReason}</Notice>}
      {decision !== 'approve' && reasons !== null && reasons.length > 0 && (
        <Select
          label={decisionWords.reason}
          value={reasonCode}
          required
          error={isChecked && missingOf(draft) === 'reason' ? decisionWords.needReason : undefined}
          onChange={({ currentTarget }) => setDraft({ ...draft, reasonCode: currentTarget.value })}
        >
          <option value="">{decisionWords.chooseReason}</option>
          {reasons.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <MessageArea
        label={decisionWords.message}
        hint={words.messageHint}
        rows={2}
        value={message}
        maxLength={maxTextLength}
        onChange={(text) => setDraft({ ...draft, message: text })}
        place={describePlace(files, decision, decision === 'approve' ? undefined : reasonOf(reasonCode))}
      />
      <TextArea
        label={decisionWords.note}
        hint={decisionWords.noteHint}
        rows={2}
        value={note}
        maxLength={maxTextLength}
        onChange={({ currentTarget }) => setDraft({ ...draft, note: currentTarget.value })}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onCancel}>{generalTexts.cancel}</Button>
        <Button type="submit" look={decision === 'reject' ? 'danger' : 'primary'}>
          {words.submit(files.length)}
        </Button>
      </div>
    </form>
  );
}
