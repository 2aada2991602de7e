'use client';

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { reviewReasons } from 'valetkey/protocol';
import { FileName } from '@/entities/file';
import { MessageArea } from '@/entities/message-template';
import type { BulkOutcome, BulkWork, DecisionKind, ReviewFile } from '@/entities/review';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Dialog, ProgressBar, RadioGroup, Select, TextArea } from '@/shared/ui';
import { emptyDraft, missingOf, toDecision } from '../model/Draft';
import { describePlace } from '../model/describePlace';
import { runBulk } from '../model/runBulk';
import type { BulkAction } from './BulkBar';

const words = reviewTexts.bulk;
const decisionWords = reviewTexts.decision;
const kinds = ['approve', 'request_changes', 'reject'] as const satisfies readonly DecisionKind[];
/** As many characters as the API takes. */
const maxTextLength = 2_000;

type BulkDialogProps = {
  action: BulkAction;
  files: readonly ReviewFile[];
  onOutcomes: (outcomes: readonly BulkOutcome[]) => void;
  onClose: () => void;
};

type Refused = Extract<BulkOutcome, { code: string }>;

function describeRefusal({ code, detail }: Refused): string {
  const sentences: Readonly<Record<string, string>> = words.problems;
  return Object.hasOwn(sentences, code) ? (sentences[code] ?? detail) : detail;
}

/** One thing done to many files: what it is, how far it is, and what became of each. */
export function BulkDialog({ action, files: given, onOutcomes, onClose }: BulkDialogProps) {
  // What is selected changes while it is worked on.
  const [files] = useState(given);
  const [outcomes, setOutcomes] = useState<readonly BulkOutcome[] | null>(null);
  const isStarted = useRef(false);

  async function run(work: BulkWork): Promise<void> {
    if (isStarted.current) return;
    isStarted.current = true;
    setOutcomes([]);
    await runBulk({
      work,
      files,
      onOutcomes: (more) => {
        setOutcomes((before) => [...(before ?? []), ...more]);
        onOutcomes(more);
      },
    });
  }

  // Claiming and releasing need no word more.
  const start = useRef(() => (action === 'decide' ? undefined : run({ action })));
  useEffect(() => void start.current(), []);

  return (
    <Dialog
      title={words.titles[action]}
      {...(action === 'decide' && outcomes === null && { description: words.lead(files.length) })}
      onClose={onClose}
    >
      {(close) =>
        outcomes === null ? (
          action === 'decide' && <BulkDecision files={files} onDecide={run} onCancel={close} />
        ) : (
          <BulkProgress files={files} outcomes={outcomes} onDone={close} />
        )
      }
    </Dialog>
  );
}

type BulkDecisionProps = {
  files: readonly ReviewFile[];
  onDecide: (work: BulkWork) => void;
  onCancel: () => void;
};

function BulkDecision({ files, onDecide, onCancel }: BulkDecisionProps) {
  const [draft, setDraft] = useState({ ...emptyDraft, decision: 'approve' as DecisionKind });
  const [isChecked, setIsChecked] = useState(false);
  const { decision, reasonCode, message, note } = draft;
  const reasonOf = (code: string) =>
    Object.entries(reviewReasons).find(([known]) => known === code)?.[1] ?? undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setIsChecked(true);
    if (missingOf(draft) === null) onDecide({ action: 'decide', ...toDecision(draft) });
  }

  return (
    <form className="mt-4 grid gap-4" onSubmit={submit} noValidate>
      <RadioGroup
        legend={decisionWords.choose}
        value={decision}
        options={kinds.map((kind) => ({ value: kind, label: decisionWords.kinds[kind] }))}
        onChange={(kind) => setDraft({ ...draft, decision: kind })}
      />
      {decision !== 'approve' && (
        <Select
          label={decisionWords.reason}
          value={reasonCode}
          required
          error={isChecked && missingOf(draft) === 'reason' ? decisionWords.needReason : undefined}
          onChange={({ currentTarget }) => setDraft({ ...draft, reasonCode: currentTarget.value })}
        >
          <option value="">{decisionWords.chooseReason}</option>
          {Object.entries(reviewReasons).map(([code, label]) => (
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

type BulkProgressProps = {
  files: readonly ReviewFile[];
  outcomes: readonly BulkOutcome[];
  onDone: () => void;
};

function BulkProgress({ files, outcomes, onDone }: BulkProgressProps) {
  const id = useId();
  const names = new Map(files.map((file) => [file.id, file.name]));
  const refused = outcomes.filter((outcome): outcome is Refused => 'code' in outcome);
  const isDone = outcomes.length >= files.length;
  const progress = words.progress(outcomes.length, files.length);
  return (
    <div className="mt-4 grid gap-4">
      <ProgressBar
        label={progress}
        progress={outcomes.length / files.length}
        look={isDone ? (refused.length === 0 ? 'done' : 'stopped') : 'moving'}
      />
      <p role="status" id={id}>
        {isDone ? words.done(outcomes.length - refused.length, refused.length) : progress}
      </p>
      {refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
        <ul aria-label={words.failed} tabIndex={0} className="grid max-h-64 gap-2 overflow-y-auto text-sm">
          {refused.map((outcome) => (
            <li key={outcome.id}>
              <span className="block font-medium [overflow-wrap:anywhere]">
                <FileName name={names.get(outcome.id) ?? outcome.id} />
              </span>
              <span className="block text-muted">{describeRefusal(outcome)}</span>
            </li>
          ))}
        </ul>
      )}
      {isDone && (
        <div className="flex justify-end">
          <Button look="primary" onClick={onDone} autoFocus>
            {generalTexts.close}
          </Button>
        </div>
      )}
    </div>
  );
}
