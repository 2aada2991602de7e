'use client';

import {
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { MessageArea, type MessageAreaHandle } from '@/entities/message-template';
import type { DecisionKind } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { announce, Button, Notice, Select, TextArea } from '@/shared/ui';
import { type Draft, missingOf, toDecision } from '../model/Draft';
import { describePlace } from '../model/describePlace';
import type { FileState } from '../model/useReviewFile';

const words = reviewTexts.decision;
const kinds: readonly DecisionKind[] = ['approve', 'request_changes', 'reject'];
const maxTextLength = 2_000;

/** What the page's keys may ask of the form. */
export type DecisionFormHandle = {
  /** Chooses, and puts the focus where the next step is: the reason, or the button that sends. Sends nothing. */
  choose(decision: DecisionKind): void;
  /** Shows the templates for the message, once there is a decision that it goes with. */
  insertTemplate(): void;
};

type DecisionFormProps = {
  state: FileState;
  draft: Draft;
  handle: RefObject<DecisionFormHandle | null>;
  /** It cannot be sent now; what was typed is kept in sight for when it can. */
  isBlocked: boolean;
  onChange: (part: Partial<Draft>) => void;
  onDecide: (decision: ReturnType<typeof toDecision> & { version: number; isSecond: boolean }) => void;
};

const marks: Readonly<Record<DecisionKind, string>> = {
  approve: 'has-checked:border-good has-checked:bg-good-soft',
  request_changes: 'has-checked:border-wait has-checked:bg-wait-soft',
  reject: 'has-checked:border-bad has-checked:bg-bad-soft',
};

/** The decision about the version that is shown. Choosing and sending are two steps, whatever key was pressed. */
export function DecisionForm({ state, draft, handle, isBlocked, onChange, onDecide }: DecisionFormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setIsChecked] = useState(false);
  const { detail, busy, problem } = state;
  const { decision, reasonCode, message, note } = draft;
  const isSecond = detail.review === 'awaiting_second';
  const approveHint = isSecond ? words.secondHint : words.firstHint;
  const hintOf = (kind: DecisionKind) =>
    kind === 'approve' && detail.isSecondApprovalRequired ? approveHint : words.hints[kind];
  const missing = isChecked ? missingOf(draft) : null;
  const reasonOf = (wantedCode: string) => detail.reasonCodes.find(({ code }) => code === wantedCode)?.label;
  const wanted = useRef<'reason' | 'submit' | null>(null);
  const area = useRef<MessageAreaHandle>(null);

  useEffect(() => {
    handle.current = {
      choose(kind) {
        onChange({ decision: kind });
        wanted.current = kind === 'approve' ? 'submit' : 'reason';
      },
      insertTemplate() {
        if (area.current === null) announce(words.needDecision);
        else area.current.openTemplates();
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle, onChange]);

  // After the render that shows the field.
  useEffect(() => {
    const name = wanted.current;
    if (name === null) return;
    wanted.current = null;
    const target = form.current?.querySelector<HTMLElement>(
      name === 'reason' ? 'select' : 'button[type=submit]',
    );
    target?.scrollIntoView({ block: 'center' });
    target?.focus({ preventScroll: true });
  });

  const problemRef = useRef<HTMLDivElement>(null);
  const problemText = problem?.action === 'decide' ? problem.text : null;
  useEffect(() => {
    if (problemText !== null) problemRef.current?.focus();
  }, [problemText]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (busy !== null || isBlocked) return;
    setIsChecked(true);
    const gap = missingOf(draft);
    if (gap === 'reason') form.current?.querySelector('select')?.focus();
    else if (gap === 'decision') form.current?.querySelector('input')?.focus();
    else if (decision !== null)
      onDecide({ ...toDecision({ ...draft, decision }), version: detail.version, isSecond });
  }

  const keys = {
    onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
      if (event.key === 'Escape') event.currentTarget.blur();
    },
  };

  return (
    <form ref={form} className="grid gap-4" onSubmit={submit} noValidate aria-busy={busy === 'decide'}>
      {problemText !== null && (
        <div ref={problemRef} tabIndex={-1}>
          <Notice look="bad">{problemText}</Notice>
        </div>
      )}
      <fieldset aria-describedby={missing === 'decision' ? `${id}-missing` : undefined}>
        <legend className="sr-only">{words.choose}</legend>
        <div className="grid gap-2">
          {kinds.map((kind) => (
            <label
              key={kind}
              htmlFor={`${id}-${kind}`}
              className={`flex items-start gap-3 rounded-lg border border-line-strong/50 px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${marks[kind]}`}
            >
              <input
                id={`${id}-${kind}`}
                type="radio"
                name={`${id}-decision`}
                value={kind}
                checked={decision === kind}
                onChange={() => onChange({ decision: kind })}
                className="mt-1 size-4 shrink-0 accent-accent focus-visible:outline-none"
              />
              <span className="min-w-0">
                <span className="block text-sm font-medium">{words.kinds[kind]}</span>
                <span className="block text-sm text-muted">{hintOf(kind)}</span>
              </span>
            </label>
          ))}
        </div>
        {missing === 'decision' && (
          <p id={`${id}-missing`} role="alert" className="mt-1.5 text-sm text-bad">
            {words.needDecision}
          </p>
        )}
      </fieldset>
      {decision !== null && (
        <>
          {decision !== 'approve' && (
            <Select
              label={words.reason}
              value={reasonCode}
              required
              error={missing === 'reason' ? words.needReason : undefined}
              onChange={(event) => onChange({ reasonCode: event.currentTarget.value })}
            >
              <option value="">{words.chooseReason}</option>
              {detail.reasonCodes.map(({ code, label }) => (
                <option key={code} value={code}>
                  {label}
                </option>
              ))}
            </Select>
          )}
          <MessageArea
            handle={area}
            label={words.message}
            hint={words.messageHint}
            value={message}
            maxLength={maxTextLength}
            onChange={(text) => onChange({ message: text })}
            place={describePlace(
              [detail],
              decision,
              decision === 'approve' ? undefined : reasonOf(reasonCode),
            )}
            {...keys}
          />
          <TextArea
            label={words.note}
            hint={words.noteHint}
            rows={2}
            value={note}
            maxLength={maxTextLength}
            onChange={(event) => onChange({ note: event.currentTarget.value })}
            {...keys}
          />
        </>
      )}
      {!isBlocked && (
        <div className="grid gap-1.5">
          <Button
            type="submit"
            look={decision === 'reject' ? 'danger' : 'primary'}
            className="w-full"
            isBusy={busy !== null}
            aria-describedby={`${id}-about`}
          >
            {busy === 'decide' ? words.busy : decision === null ? words.submitNone : words.submit[decision]}
          </Button>
          <p id={`${id}-about`} className="text-center text-sm text-muted">
            {words.about(detail.version)}
          </p>
        </div>
      )}
    </form>
  );
}
